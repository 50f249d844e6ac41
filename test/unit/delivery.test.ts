import { Delivery, GivenUp, type Attempt } from '../../nodes/shared/pingone/delivery';
import { NoToken } from '../../nodes/shared/pingone/tokenEndpoint';
import { SimulatedTime } from './simulation';

const ITEMS = 2_000;

/** What comes of as many requests, and how often one was sent. */
async function deliverAll(time: SimulatedTime, attempt: Attempt, stop?: AbortSignal) {
	const delivery = new Delivery({ mostInFlight: 100, stop }, time);
	let sent = 0;
	const counted: Attempt = async (notAwaited) => {
		sent += 1;
		return await attempt(notAwaited);
	};
	const all = Promise.allSettled(
		Array.from({ length: ITEMS }, async () => await delivery.deliver(counted, 30_000)),
	);
	await time.until(all);
	const outcomes = await all;
	const givenUp = outcomes.filter(
		(outcome) => outcome.status === 'rejected' && outcome.reason instanceof GivenUp,
	);
	return { sent, givenUp: givenUp.length };
}

it('what would fail for all in the same way is tried once, and nobody waits', async () => {
	const time = new SimulatedTime();
	const { sent, givenUp } = await deliverAll(time, async () => {
		throw new NoToken('No access token', 'Check the secret.', false);
	});
	expect([sent, givenUp]).toEqual([1, ITEMS - 1]);
	expect(time.now()).toBe(0);
});

it('what fails in a way that waiting does not mend is given up after a minute', async () => {
	const time = new SimulatedTime();
	const { sent, givenUp } = await deliverAll(time, async () => {
		await time.sleep(1_000);
		throw Object.assign(new Error('no such host'), { code: 'ENOTFOUND' });
	});
	expect(sent + givenUp).toBe(ITEMS);
	expect(sent).toBe(60);
	expect(time.now()).toBe(60_000);
});

it('once an execution is stopped, nothing more is sent', async () => {
	const stop = new AbortController();
	const time = new SimulatedTime();
	const { sent } = await deliverAll(
		time,
		async () => {
			await time.sleep(50);
			if (time.now() > 1_000) stop.abort();
			return { status: stop.signal.aborted ? 503 : 204, body: '' };
		},
		stop.signal,
	);
	expect(sent).toBeLessThan(500);
	expect(time.now()).toBeLessThan(2_000);
});

it('waits between attempts twice as long each time, up to half a minute', async () => {
	const chance = jest.spyOn(Math, 'random').mockReturnValue(1);
	const time = new SimulatedTime();
	const delivery = new Delivery({}, time);
	const sentAt: number[] = [];
	const delivering = delivery.deliver(async () => {
		sentAt.push(time.now() / 1000);
		return { status: 500, body: '' };
	}, 30_000);
	await time.until(delivering);
	chance.mockRestore();
	expect(sentAt).toEqual([0, 1, 3, 7, 15, 31]);
	expect((await delivering).attempts).toBe(6);
	expect(time.now()).toBe(60_000);
});
