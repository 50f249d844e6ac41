import { clock } from '../../../nodes/shared/http/clock';

/** A published trigger waits so long before it makes PingOne test the delivery. */
const DELAY_MS = 10_000;

/** Keeps published triggers from making PingOne test the delivery, unless it is to happen at once. */
export function holdDeliveryTests(): { happenAtOnce: boolean } {
	const deliveryTests = { happenAtOnce: false };
	const { sleep } = clock;
	beforeEach(() => {
		deliveryTests.happenAtOnce = false;
		clock.sleep = async (ms, signal) => {
			if (ms !== DELAY_MS) return await sleep(ms, signal);
			if (!deliveryTests.happenAtOnce) await new Promise(() => {});
		};
	});
	afterEach(() => {
		clock.sleep = sleep;
	});
	return deliveryTests;
}
