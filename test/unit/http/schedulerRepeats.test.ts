import { healthy, LATENCY_MS, seedRandom } from './simulation/faultyRuns';
import { endOf, run } from './simulation/requestLayer';

seedRandom();

describe('a request that must not be repeated', () => {
	const ONCE = { items: 1, isRepeatable: false };

	it.each([408, 500, 502, 503, 504, 507, 599, 'ECONNRESET', 'ETIMEDOUT'])(
		'is not sent again after %s',
		async (status) => {
			const { sent } = await run({ ...ONCE, react: () => ({ afterMs: 5, status }) });
			expect(sent).toHaveLength(1);
		},
	);

	it.each([429, 'ECONNREFUSED', 'EAI_AGAIN', 'EHOSTUNREACH'])(
		'is sent again after %s, when it cannot have been carried out',
		async (status) => {
			const { sent, settled } = await run({
				...ONCE,
				react: (_item, attempt) => (attempt === 1 ? { afterMs: 5, status } : healthy()),
			});
			expect(sent).toHaveLength(2);
			expect(settled[0]).toMatchObject({ mayHaveBeenCarriedOut: false });
		},
	);

	it('is not sent again when no response came in time', async () => {
		const { sent, settled } = await run({
			...ONCE,
			react: () => ({ afterMs: Infinity, status: 0 }),
		});
		expect(sent).toHaveLength(1);
		expect(endOf(settled[0])).toBe('timeout');
	});
});

describe('a request that may be repeated', () => {
	it.each([408, 429, 500, 502, 503, 504, 507, 599])('is sent again after %i', async (status) => {
		const { settled } = await run({
			items: 1,
			react: (_item, attempt) => (attempt < 3 ? { afterMs: 5, status } : healthy()),
		});
		expect(settled[0]).toMatchObject({ attempts: 3, mayHaveBeenCarriedOut: status === 500 });
	});

	it('may have been carried out only if it may have reached the service itself; a gateway leaves that open', async () => {
		const cases: Array<[number | string, boolean, boolean?]> = [
			['ECONNRESET', true],
			['ETIMEDOUT', true],
			[500, true],
			['ECONNREFUSED', false],
			['EAI_AGAIN', false],
			[429, false],
			[502, false, true],
			[408, false, true],
		];
		for (const [
			status,
			mayHaveBeenCarriedOut,
			hadUnknownOutcome = mayHaveBeenCarriedOut,
		] of cases) {
			const { settled } = await run({
				items: 1,
				react: (_item, attempt) => ({ afterMs: 5, status: attempt === 1 ? status : 404 }),
			});
			expect(settled[0]).toMatchObject({ attempts: 2, mayHaveBeenCarriedOut, hadUnknownOutcome });
		}
	});

	it('is sent ten times at most, waiting up to half a minute in between', async () => {
		const chance = jest.spyOn(Math, 'random').mockReturnValue(0.999);
		const { sent, settled } = await run({
			items: 40,
			maxConcurrency: 100,
			// The others succeed one after another, which keeps the circuit from opening.
			react: (item, _attempt, now) =>
				item > 0 && now > item * 4_000 ? healthy() : { afterMs: LATENCY_MS, status: 500 },
		});
		chance.mockRestore();
		expect(settled[0]).toMatchObject({ attempts: 10 });
		expect(sent.filter(({ item }) => item === 0)).toHaveLength(10);
	});

	it('waits twice as long each time, by chance a part of it, up to half a minute', async () => {
		const pauses = async (chance: number) => {
			const random = jest.spyOn(Math, 'random').mockReturnValue(chance);
			const { sent } = await run({ items: 1, react: () => ({ afterMs: 0, status: 500 }) });
			random.mockRestore();
			return sent.slice(1).map(({ at }, index) => Math.round((at - sent[index].at) / 100) / 10);
		};
		expect(await pauses(0.999)).toEqual([1, 2, 4, 8, 16]);
		expect((await pauses(0.5)).slice(0, 8)).toEqual([0.5, 1, 2, 4, 8, 15, 15]);
		expect((await pauses(0.5)).length).toBeLessThan(9);
	});
});
