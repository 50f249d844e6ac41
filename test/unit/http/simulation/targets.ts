/** Targets of the rate limiter; see docs/pacing.md. */
import {
	alone,
	aloneAgain,
	broken,
	fallen,
	lifted,
	shared,
	unlimited,
	unlimitedInN8n,
	windows,
	type Scenario,
} from './scenarios';
import type { Limit } from './simulatedService';
import { tokenBucket } from './simulation';

export const TARGETS: Scenario[] = [
	alone('100/s, alone', tokenBucket(100), 19),
	alone('35/s, alone', tokenBucket(35), 19),
	alone('100/s, alone, timers 10 ms late', tokenBucket(100), 19, undefined, { lateMs: 10 }),
	alone('100/s, alone, timers 40 ms late', tokenBucket(100), 19, undefined, { lateMs: 40 }),
	shared(2, [1.2, 0.03]),
	shared(4, [1.2, 0.03]),
	shared(8, [1.2, 0.05]),
	windows(100, 1, 20),
	windows(35, 1, 20),
	windows(500, 10, 5, [1.35, 0.05]),
	aloneAgain(1),
	aloneAgain(3),
	aloneAgain(7),
	unlimited(10, 170),
	unlimited(100, 550),
	unlimitedInN8n,
	fallen,
	lifted(35, 50, 25),
	lifted(4, 100, 40),
	broken(0, { status: 429 }, 15),
	broken(500, { status: 429 }, 15),
	broken(500, { status: 429, retryAfterSeconds: 30 }, 45),
];

const SLOW_START: [number, number] = [1.1, 0.03];

const OTHER_WINDOWS: Array<Partial<Limit>> = (
	['clock', 'firstRequest', 'sliding'] as const
).flatMap((windowStart) =>
	(['window', 1, undefined] as const).map((retryAfterSeconds) => ({
		windowStart,
		retryAfterSeconds,
		countsRefused: windowStart === 'sliding',
	})),
);

/** Targets with services of other kinds. */
export const VARIATIONS: Scenario[] = [
	...[20, 35, 100].flatMap((perSecond) =>
		[10, 50, 100].flatMap((latencyMs) =>
			[1, 2].map((burstSeconds) =>
				alone(
					`${perSecond}/s, ${latencyMs} ms, burst ${burstSeconds} s`,
					tokenBucket(perSecond, { latencyMs, burstSeconds }),
					60,
					// As many are in flight when 20/s are exceeded as when 100/s are.
					perSecond === 20 ? SLOW_START : undefined,
				),
			),
		),
	),
	// What a smaller burst would let through while all wait for Retry-After is lost.
	alone('burst of half a second', tokenBucket(50, { burstSeconds: 0.5 }), 60, [1.15, 0.04]),
	alone('burst of a quarter second', tokenBucket(50, { burstSeconds: 0.25 }), 60, [1.25, 0.04]),
	alone('burst of four seconds', tokenBucket(50, { burstSeconds: 4 }), 60, [1.1, 0.04]),
	alone(
		'burst and Retry-After of three seconds',
		tokenBucket(50, { burstSeconds: 3, retryAfterSeconds: 3 }),
		60,
		[1.1, 0.04],
	),
	alone('half a second of latency', tokenBucket(50, { latencyMs: 500 }), 60, [1.2, 0.045]),
	alone(
		'Retry-After of five seconds',
		tokenBucket(50, { burstSeconds: 5, retryAfterSeconds: 5 }),
		60,
		[1.15, 0.04],
	),
	// Windows that begin in another way, other Retry-After headers, 429 responses that count as well. In
	// windows of a second, half of the capacity is lost with each Retry-After of a second.
	...OTHER_WINDOWS.flatMap((changes) => [
		windows(100, 1, 20, [1.55, 0.05], changes),
		windows(35, 1, 20, [1.5, 0.05], changes),
		windows(500, 10, 5, [1.35, 0.05], changes),
		shared(8, [1.5, 0.05], { windowSeconds: 1, ...changes }),
	]),
	shared(8, [1.2, 0.05], { countsRefused: true }),
	shared(8, [1.2, 0.05], { retryAfterSeconds: undefined }),
	shared(8, [1.2, 0.05], { latencyMs: 100 }),
	// A limit by the minute: where it starts, several hundred are on their way.
	windows(600, 60, 3, [1.4, 0.08]),
];
