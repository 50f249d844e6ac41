/** Runs of the request layer in which some items fail, beside those in which none does. */
import type { ScheduledRequest } from '../../../../nodes/shared/http/scheduler';
import { seededRandom } from './random';
import { isReset, run, type Ran, type Reaction, type Run } from './requestLayer';

/** A mutation run simulates less, so that it can be waited for. */
export const IS_QUICK = process.env.QUICK !== undefined;

export const LATENCY_MS = 50;
/** Jitter and order are random: in one of ten runs, ten broken items in a row cause one more wait. */
const SEED = 1;
/** The most time that healthy items may take beside faulty ones, as a multiple of their time alone. */
export const MOST_TIMES = 1.1;
/** A connection that is cut does not say that the rate may be higher. */
export const MOST_TIMES_WHEN_CUT = 1.15;

export const NEVER_SENT: ScheduledRequest = {
	attempt: async () => await new Promise(() => {}),
	timeoutMs: 1_000,
	isRepeatable: true,
	classify: () => 'refused',
};

export const healthy = (): Reaction => ({ afterMs: LATENCY_MS, status: 204 });

/** Makes `Math.random` deterministic in all tests of a file. */
export function seedRandom(): void {
	beforeEach(() => {
		jest.spyOn(Math, 'random').mockImplementation(seededRandom(SEED));
	});
	afterEach(() => {
		jest.restoreAllMocks();
	});
}

export type Broken = Reaction | ((item: number, attempt: number) => Reaction);

export const FAULTS: Array<[string, Broken]> = [
	['500', { afterMs: LATENCY_MS, status: 500 }],
	['503', { afterMs: LATENCY_MS, status: 503 }],
	['503 with Retry-After: 30', { afterMs: LATENCY_MS, status: 503, retryAfter: 30 }],
	['503 with Retry-After: 3600', { afterMs: LATENCY_MS, status: 503, retryAfter: 3600 }],
	['a connection that is cut', { afterMs: LATENCY_MS, status: 'ECONNRESET' }],
];

/** Returns the time that the healthy items took, and true if all of them were reset. */
export async function healthyOnesIn(
	isBroken: (item: number) => boolean,
	broken: Broken,
	options: Omit<Run, 'react'>,
): Promise<{ seconds: number; ran: Ran; lost: number }> {
	const ran = await run({
		...options,
		react: (item, attempt) => {
			if (!isBroken(item)) return healthy();
			return typeof broken === 'function' ? broken(item, attempt) : broken;
		},
	});
	const items = Array.from({ length: options.items }, (_, item) => item);
	const well = items.filter((item) => !isBroken(item));
	const lost = well.filter((item) => !isReset(ran.settled[item])).length;
	return { seconds: Math.max(...well.map((item) => ran.doneAt[item])) / 1000, ran, lost };
}

/** Durations of runs without failures in seconds. They are deterministic, so each is simulated once. */
export async function allHealthy(options: Omit<Run, 'react'>): Promise<number> {
	const key = JSON.stringify(options);
	const seconds =
		healthySeconds.get(key) ?? (await run({ ...options, react: healthy })).endedAt / 1000;
	healthySeconds.set(key, seconds);
	return seconds;
}
const healthySeconds = new Map<string, number>();
