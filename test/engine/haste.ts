import { clock } from '../../nodes/shared/http/clock';

/** Pace and retry go by a clock that runs so many times as fast: a minute's wait takes a second. */
export function hasten(times = 60): void {
	const { now, sleep } = clock;
	beforeAll(() => {
		jest.spyOn(clock, 'now').mockImplementation(() => now() * times);
		jest
			.spyOn(clock, 'sleep')
			.mockImplementation(async (ms, notNeeded) => await sleep(ms / times, notNeeded));
	});
	afterAll(() => jest.restoreAllMocks());
}
