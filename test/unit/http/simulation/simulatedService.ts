import type { Random } from './random';

/** The limit of a service: a token bucket, or a number of requests in each window of time. */
export interface Limit {
	/** Requests a second, by the time in seconds. */
	perSecond(time: number): number;
	/** The burst of a token bucket, in seconds of its rate. */
	burstSeconds: number;
	/** Length of the windows; a token bucket if left out. */
	windowSeconds?: number;
	/** Start of a window: a multiple of its length (default), or the first request after the last window; `sliding` counts the last seconds. */
	windowStart?: 'clock' | 'firstRequest' | 'sliding';
	/** True if requests that are refused count against the limit, too. */
	countsRefused?: boolean;
	/** The Retry-After header; `window` for the rest of the window, none if left out. */
	retryAfterSeconds?: number | 'window';
	/** The time from a request to its response, half of it each way, randomly 20 % more or less. */
	latencyMs: number;
}

export interface SimulatedResponse {
	status: number;
	/** The header Retry-After in seconds; undefined if there is none. */
	retryAfterSeconds?: number;
}

interface SimulatedTime {
	now(): number;
	after(ms: number, callback: () => void): unknown;
}

/** A service that several clients share, and that accepts or refuses (429) by one limit. */
export class SimulatedService {
	/** The times in seconds at which requests were accepted and rejected. */
	readonly acceptedAt: number[] = [];
	readonly refusedAt: number[] = [];
	private readonly take: (time: number) => Decision;

	constructor(
		private readonly time: SimulatedTime,
		private readonly limit: Limit,
		private readonly random: Random,
		/** Requests that always get this response, whatever the limit. */
		private readonly broken = new Map<number, SimulatedResponse>(),
	) {
		this.take = counterOf(limit);
	}

	/** Receives a request; calls back when the client has the response. */
	send(request: number, respond: (response: SimulatedResponse) => void): void {
		const oneWayMs = (this.limit.latencyMs / 2) * (0.8 + 0.4 * this.random());
		this.time.after(oneWayMs, () => {
			const response = this.responseTo(request);
			this.time.after(oneWayMs, () => respond(response));
		});
	}

	private responseTo(request: number): SimulatedResponse {
		const now = this.time.now() / 1000;
		const broken = this.broken.get(request);
		if (broken !== undefined) return broken;
		const { isAccepted, untilNextSeconds } = this.take(now);
		if (isAccepted) {
			this.acceptedAt.push(now);
			return { status: 204 };
		}
		this.refusedAt.push(now);
		const { retryAfterSeconds } = this.limit;
		return {
			status: 429,
			retryAfterSeconds:
				retryAfterSeconds === 'window' ? Math.ceil(untilNextSeconds) : retryAfterSeconds,
		};
	}
}

interface Decision {
	isAccepted: boolean;
	/** Until a request may be accepted again. */
	untilNextSeconds: number;
}

function counterOf(limit: Limit): (time: number) => Decision {
	if (limit.windowSeconds === undefined) return tokenBucket(limit);
	return limit.windowStart === 'sliding' ? slidingWindow(limit) : windowCounter(limit);
}

function tokenBucket({
	perSecond,
	burstSeconds,
	countsRefused,
}: Limit): (time: number) => Decision {
	let tokens = burstSeconds * perSecond(0);
	let filledAt = 0;
	return (time) => {
		const rate = perSecond(time);
		tokens = Math.min(burstSeconds * rate, tokens + (time - filledAt) * rate);
		filledAt = time;
		const isAccepted = tokens >= 1;
		if (isAccepted) tokens -= 1;
		else if (countsRefused) tokens = Math.max(0, tokens - 1);
		return { isAccepted, untilNextSeconds: (1 - tokens) / rate };
	};
}

function windowCounter({
	perSecond,
	windowSeconds = 1,
	windowStart,
}: Limit): (time: number) => Decision {
	let endsAt = -Infinity;
	let left = 0;
	return (time) => {
		if (time >= endsAt) {
			left = Math.round(perSecond(time) * windowSeconds);
			const startedAt = windowStart === 'firstRequest' ? time : time - (time % windowSeconds);
			endsAt = startedAt + windowSeconds;
		}
		left -= 1;
		return { isAccepted: left >= 0, untilNextSeconds: endsAt - time };
	};
}

function slidingWindow({
	perSecond,
	windowSeconds = 1,
	countsRefused,
}: Limit): (time: number) => Decision {
	const counted: number[] = [];
	return (time) => {
		while (counted.length > 0 && counted[0] <= time - windowSeconds) counted.shift();
		const isAccepted = counted.length < Math.round(perSecond(time) * windowSeconds);
		if (isAccepted || countsRefused) counted.push(time);
		return { isAccepted, untilNextSeconds: counted[0] + windowSeconds - time };
	};
}
