import { clock } from '../../nodes/shared/http/clock';

/** Rate and retries go by a clock that runs so many times as fast: a minute's wait takes a second. */
export function accelerateClock(times = 60): void {
	const { now, sleep } = clock;
	beforeAll(() => {
		jest.spyOn(clock, 'now').mockImplementation(() => now() * times);
		jest
			.spyOn(clock, 'sleep')
			.mockImplementation(async (ms, notNeeded) => await sleep(ms / times, notNeeded));
	});
	afterAll(() => jest.restoreAllMocks());
}
