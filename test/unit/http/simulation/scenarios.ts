/** Scenarios for the rate limiter, each with a measured value and a target. */
import {
	RATE_LIMITER_DEFAULTS,
	type RateLimiterSettings,
} from '../../../../nodes/shared/http/rateLimiter';
import { seededRandom } from './random';
import { NO_LIMIT, simulate, tokenBucket, type SimulationOptions } from './simulation';
import type { Limit, SimulatedResponse } from './simulatedService';

export interface Figure {
	/** A value in the scenario's unit: mostly a multiple of the least possible time. */
	value: number;
	/** Share of the requests. */
	refused: number;
}

export interface Scenario {
	name: string;
	maxValue: number;
	maxRefused: number;
	run(seed: number, settings: RateLimiterSettings): Figure;
}

/** A single client that needs at least this many seconds. */
export function alone(
	name: string,
	limit: Limit,
	seconds: number,
	[maxValue, maxRefused]: [number, number] = [1.1, 0.02],
	options: Partial<SimulationOptions> = {},
): Scenario {
	const requests = Math.round(limit.perSecond(0) * (seconds + limit.burstSeconds));
	const run = (seed: number, settings: RateLimiterSettings) => {
		const result = simulate({ limit, clients: [requests], seed, settings, ...options });
		return { value: result.seconds / seconds, refused: result.refused };
	};
	return { name, maxValue, maxRefused, run };
}

/** Executions that share 100 per second, one request each for 4,000 items in all. */
export function shared(
	executions: number,
	[maxValue, maxRefused]: [number, number],
	changes: Partial<Limit> = {},
): Scenario {
	const clients = Array<number>(executions).fill(4_000 / executions);
	const limit = tokenBucket(100, changes);
	return {
		name: [`${executions} executions that share 100/s`, ...namesOf(changes)].join(', '),
		maxValue,
		maxRefused,
		run: (seed, settings) => {
			const { seconds, refused } = simulate({ limit, clients, seed, settings });
			return { value: seconds / 39, refused };
		},
	};
}

/** One client, whose first request comes at a random moment of a window. */
export function windows(
	perWindow: number,
	windowSeconds: number,
	count: number,
	[maxValue, maxRefused]: [number, number] = [1.4, 0.05],
	changes: Partial<Limit> = { retryAfterSeconds: 'window' },
): Scenario {
	const limit = tokenBucket(perWindow / windowSeconds, { windowSeconds, ...changes });
	return {
		name: [`${perWindow} in each window of ${windowSeconds} s`, ...namesOf(changes)].join(', '),
		maxValue,
		maxRefused,
		run: (seed, settings) => {
			const startsAtMs = seededRandom(seed)() * windowSeconds * 1_000;
			const clients = [perWindow * count];
			const { seconds, refused } = simulate({ limit, clients, seed, settings, startsAtMs });
			return { value: seconds / ((count - 1) * windowSeconds), refused };
		},
	};
}

function namesOf(changes: Partial<Limit>): string[] {
	return Object.entries(changes).map(([name, value]) => `${name} ${String(value)}`);
}

/** Measures in seconds when an execution gets 80 of 100/s for two seconds, after the others have ended. */
export function aloneAgain(others: number): Scenario {
	const clients = [4_000, ...Array<number>(others).fill(200)];
	return {
		name: `alone again after ${others} others have ended: seconds to 80 %`,
		maxValue: 10,
		maxRefused: 0.05,
		run: (seed, settings) => {
			const { doneAt, refused } = simulate({ limit: tokenBucket(100), clients, seed, settings });
			const [own, ...rest] = doneAt;
			const endedAt = Math.max(...rest.flat());
			let seconds = 0;
			const isBelow = (from: number) =>
				own.filter((at) => at >= from && at < from + 2).length < 160;
			while (seconds < 60 && isBelow(endedAt + seconds)) seconds += 0.25;
			return { value: seconds, refused };
		},
	};
}

/** Measures in milliseconds how long requests take without a limit. */
export function unlimited(requests: number, maxValue: number): Scenario {
	return {
		name: `${requests} requests without a limit: milliseconds`,
		maxValue,
		maxRefused: 0,
		run: (seed, settings) => {
			const { seconds, refused } = simulate({
				limit: NO_LIMIT,
				clients: [requests],
				seed,
				settings,
			});
			return { value: seconds * 1_000, refused };
		},
	};
}

/**
 * Where a node that only sends 100 at a time takes 1.7 s in n8n, this node needs less than 0.65 ms of
 * the processor for each (docs/performance.md), and 0.25 s to read the parameters first: 1.3 times
 * that, less the reading.
 */
export const unlimitedInN8n: Scenario = {
	name: '2000 requests without a limit, 0.65 ms of processor time each: milliseconds',
	maxValue: 2_050,
	maxRefused: 0,
	run: (seed, settings) => {
		const { seconds, refused } = simulate({
			limit: NO_LIMIT,
			clients: [2_000],
			seed,
			settings,
			busyMs: 0.65,
		});
		return { value: seconds * 1_000, refused };
	},
};

export const fallen: Scenario = {
	name: 'a limit that falls from 100/s to 35/s',
	maxValue: 1.1,
	maxRefused: 0.02,
	run: (seed, settings) => {
		const limit = tokenBucket(0, { perSecond: (time) => (time < 10 ? 100 : 35) });
		const { seconds, refused } = simulate({ limit, clients: [3_000], seed, settings });
		return { value: seconds / (10 + 1_900 / 35), refused };
	},
};

/** Measures in seconds how long the rest of 8,000 requests takes once the limit is lifted after 15 s. */
export function lifted(perSecond: number, latencyMs: number, maxValue: number): Scenario {
	return {
		name: `a limit of ${perSecond}/s that is lifted: seconds for the rest of 8000`,
		maxValue,
		maxRefused: 0.02,
		run: (seed, settings) => {
			const limit = tokenBucket(0, {
				perSecond: (time) => (time < 15 ? perSecond : 1e9),
				latencyMs,
			});
			const { seconds, refused } = simulate({ limit, clients: [8_000], seed, settings });
			return { value: seconds - 15, refused };
		},
	};
}

/** Measures in seconds how long the healthy ones of 1,000 requests take. */
export function broken(which: number, response: SimulatedResponse, maxValue: number): Scenario {
	const told = response.retryAfterSeconds;
	return {
		name: `no. ${which} of 1000 always 429, ${told ? `Retry-After ${told}` : 'no Retry-After'}: seconds`,
		maxValue,
		maxRefused: 0,
		run: (seed, settings) => {
			const { seconds, refused } = simulate({
				limit: NO_LIMIT,
				clients: [1_000],
				seed,
				settings,
				broken: new Map([[which, response]]),
			});
			return { value: seconds, refused };
		},
	};
}

export interface Summary {
	median: Figure;
	worst: Figure;
}

/** @param runs how many random seeds. */
export function summarize(
	scenario: Scenario,
	runs: number,
	settings: RateLimiterSettings = RATE_LIMITER_DEFAULTS,
): Summary {
	const figures = Array.from({ length: runs }, (_, seed) => scenario.run(seed + 1, settings));
	const values = figures.map(({ value }) => value).sort((one, other) => one - other);
	const refused = figures.map((figure) => figure.refused).sort((one, other) => one - other);
	const middle = Math.floor(runs / 2);
	return {
		median: { value: values[middle], refused: refused[middle] },
		worst: { value: values[runs - 1], refused: refused[runs - 1] },
	};
}

export function isMet({ maxValue, maxRefused }: Scenario, { median }: Summary): boolean {
	return median.value <= maxValue && median.refused <= maxRefused;
}
