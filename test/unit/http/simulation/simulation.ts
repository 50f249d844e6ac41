import {
	AdaptiveRateLimiter,
	type RateLimiterSettings,
} from '../../../../nodes/shared/http/rateLimiter';
import { seededRandom } from './random';
import { SimulatedClient, type ClientOptions } from './simulatedClient';
import { SimulatedService, type Limit, type SimulatedResponse } from './simulatedService';
import { VirtualClock } from './virtualClock';

export interface SimulationOptions extends Pick<ClientOptions, 'lateMs' | 'busyMs'> {
	limit: Limit;
	/** The number of requests of each client. */
	clients: number[];
	seed: number;
	/** Each client but the first starts at a random moment within so many milliseconds. */
	startsWithinMs?: number;
	/** The start of the first client in milliseconds. */
	startsAtMs?: number;
	/** Requests, numbered from 0, that always get this response. */
	broken?: Map<number, SimulatedResponse>;
	settings?: RateLimiterSettings;
}

export interface Simulated {
	/** From the first request to the last one that was accepted. */
	seconds: number;
	/** Rejections as a share of the requests. */
	refused: number;
	/** The times in seconds at which requests were accepted and rejected. */
	acceptedAt: number[];
	refusedAt: number[];
	/** The times in seconds at which each client's requests succeeded. */
	doneAt: number[][];
	/** The end of the simulation in seconds. */
	endedAt: number;
}

/** Clients that share only the service's limit. Each has its own rate limiter. */
export function simulate(options: SimulationOptions): Simulated {
	const { limit, seed, startsWithinMs = 1_000, startsAtMs = 0, settings, lateMs, busyMs } = options;
	const clock = new VirtualClock();
	const random = seededRandom(seed);
	const service = new SimulatedService(clock, limit, random, options.broken);
	let count = 0;
	const clients = options.clients.map((requests, index) => {
		const limiter = new AdaptiveRateLimiter(clock, undefined, settings);
		return new SimulatedClient(clock, service, limiter, random, {
			requests: Array.from({ length: requests }, () => count++),
			startsAtMs: index === 0 ? startsAtMs : random() * startsWithinMs,
			lateMs,
			busyMs,
		});
	});
	clock.run();
	const doneAt = clients.map((client) => [...client.doneAt.values()]);
	const firstAt = Math.min(...clients.map((client) => client.firstAt));
	return {
		seconds: Math.max(...doneAt.flat()) - firstAt,
		refused: service.refusedAt.length / count,
		acceptedAt: service.acceptedAt,
		refusedAt: service.refusedAt,
		doneAt,
		endedAt: clock.now() / 1000,
	};
}

/** A token bucket with a burst of one second, `Retry-After: 1` and 50 ms latency. */
export function tokenBucket(perSecond: number, changes: Partial<Limit> = {}): Limit {
	return {
		perSecond: () => perSecond,
		burstSeconds: 1,
		latencyMs: 50,
		retryAfterSeconds: 1,
		...changes,
	};
}

export const NO_LIMIT = tokenBucket(1e9);
