/** Random reactions of a service, for the property test. */
import * as fc from 'fast-check';
import { STATUS_OF_FATAL, type Reaction, type Run } from './requestLayer';

/** The service's reactions to the attempts of one request. The last one is repeated. */
type Plan = Reaction[];

interface Block {
	plan: Plan;
	/** The number of consecutive items with this plan. */
	count: number;
	stepsOf: number[];
}

/** A service that is not there until then. */
interface Outage {
	untilMs: number;
	reaction: Reaction;
}

export interface Schedule extends Omit<Run, 'react' | 'stepsOf' | 'items' | 'isChange'> {
	blocks: Block[];
	outage?: Outage;
	/** True if all requests of an item but the first change something. */
	areChanges?: boolean;
	/** The seed of `Math.random`. */
	seed: number;
}

/** Odd, so that no response comes at the very moment of a timeout. */
const TIMEOUTS_MS = [1, 51, 1_001, 30_001, 90_001];

const evenMs = (most: number) => fc.nat(most / 2).map((half) => half * 2);
const afterMs = fc.oneof(
	{ weight: 12, arbitrary: evenMs(200) },
	{ weight: 3, arbitrary: evenMs(20_000) },
	{ weight: 1, arbitrary: evenMs(100_000) },
);
const retryAfter = fc.oneof(
	{ weight: 8, arbitrary: fc.constant(undefined) },
	{ weight: 3, arbitrary: fc.constantFrom<number | string>(0, 1, 2, 30, 59, 60) },
	{
		weight: 1,
		arbitrary: fc.constantFrom<number | string>(
			61,
			3600,
			1e300,
			'9'.repeat(400),
			'-5',
			'NaN',
			'1.5',
			'soon',
			'Mon, 99 Foo 2030 00:00:00 GMT',
			'Thu, 31 Dec 2099 23:59:59 GMT',
		),
	},
);
const success = afterMs.map((ms): Reaction => ({ afterMs: ms, status: 204 }));
const failure: fc.Arbitrary<Reaction> = fc.oneof(
	{
		weight: 10,
		arbitrary: fc.record({
			afterMs,
			status: fc.constantFrom(408, 429, 429, 500, 502, 503, 503, 599),
			retryAfter,
		}),
	},
	{
		weight: 4,
		arbitrary: fc.record({
			afterMs,
			status: fc.constantFrom('ECONNRESET', 'ECONNREFUSED', 'EAI_AGAIN', 'HPE_INVALID_CONSTANT'),
		}),
	},
	{ weight: 2, arbitrary: fc.constant<Reaction>({ afterMs: Infinity, status: 0 }) },
	{ weight: 3, arbitrary: fc.record({ afterMs, status: fc.constantFrom(301, 403, 404) }) },
);
const fatal = fc.record({ afterMs, status: fc.constantFrom(STATUS_OF_FATAL, 'ENOTFOUND') });

const plan: fc.Arbitrary<Plan> = fc.oneof(
	{ weight: 8, arbitrary: success.map((only) => [only]) },
	{ weight: 4, arbitrary: fc.tuple(failure, success) },
	{ weight: 4, arbitrary: fc.array(failure, { minLength: 1, maxLength: 4 }) },
	{
		weight: 2,
		arbitrary: fc
			.tuple(fc.array(failure, { minLength: 1, maxLength: 8 }), success)
			.map(([failures, last]) => [...failures, last]),
	},
);
const steps = fc.oneof(
	{ weight: 8, arbitrary: fc.constant<number[]>([1]) },
	{ weight: 2, arbitrary: fc.nat(8).map((atOnce) => [1, 1, atOnce, 1]) },
	{ weight: 1, arbitrary: fc.constant<number[]>([]) },
);
const block: fc.Arbitrary<Block> = fc.record({
	plan: fc.oneof(
		{ weight: 40, arbitrary: plan },
		{ weight: 1, arbitrary: fatal.map((only) => [only]) },
	),
	count: fc.oneof(
		{ weight: 30, arbitrary: fc.integer({ min: 1, max: 4 }) },
		{ weight: 10, arbitrary: fc.integer({ min: 5, max: 20 }) },
		{ weight: 1, arbitrary: fc.integer({ min: 21, max: 300 }) },
	),
	stepsOf: steps,
});

export const schedule: fc.Arbitrary<Schedule> = fc.record(
	{
		blocks: fc.array(block, { minLength: 1, maxLength: 10 }),
		maxConcurrency: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 100 })),
		seed: fc.nat(),
		maxPerSecond: fc.constantFrom(0.5, 3, 50, 1000),
		timeoutMs: fc.constantFrom(...TIMEOUTS_MS),
		isRepeatable: fc.boolean(),
		areChanges: fc.boolean(),
		stopAtMs: fc.oneof(fc.nat(1_000), fc.nat(100_000)),
		outage: fc.record({ untilMs: fc.nat(80_000), reaction: failure }),
	},
	{ requiredKeys: ['blocks', 'maxConcurrency', 'seed'] },
);
