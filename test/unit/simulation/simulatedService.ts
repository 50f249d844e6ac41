import type { Random } from './random';

/** The limit of a service: a token bucket, or a counter for each window of time. */
export interface Limit {
	/** Requests a second, by the time in seconds. */
	perSecond(time: number): number;
	/** The burst of a token bucket, in seconds of its rate. */
	burstSeconds: number;
	/** Counts anew in windows of so many seconds, and keeps nothing, instead of having a bucket. */
	windowSeconds?: number;
	/** The Retry-After of a bucket. A counter sends the rest of its window. */
	retryAfterSeconds?: number;
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
	private readonly take: (time: number) => boolean;

	constructor(
		private readonly time: SimulatedTime,
		private readonly limit: Limit,
		private readonly random: Random,
		/** Requests that always get this response, whatever the limit. */
		private readonly broken = new Map<number, SimulatedResponse>(),
	) {
		this.take = limit.windowSeconds === undefined ? tokenBucket(limit) : windowCounter(limit);
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
		if (this.take(now)) {
			this.acceptedAt.push(now);
			return { status: 204 };
		}
		this.refusedAt.push(now);
		const { windowSeconds, retryAfterSeconds } = this.limit;
		return {
			status: 429,
			retryAfterSeconds:
				windowSeconds === undefined
					? retryAfterSeconds
					: Math.ceil(windowSeconds - (now % windowSeconds)),
		};
	}
}

function tokenBucket({ perSecond, burstSeconds }: Limit): (time: number) => boolean {
	let tokens = burstSeconds * perSecond(0);
	let filledAt = 0;
	return (time) => {
		const rate = perSecond(time);
		tokens = Math.min(burstSeconds * rate, tokens + (time - filledAt) * rate);
		filledAt = time;
		if (tokens < 1) return false;
		tokens -= 1;
		return true;
	};
}

function windowCounter({ perSecond, windowSeconds = 1 }: Limit): (time: number) => boolean {
	let window = -1;
	let left = 0;
	return (time) => {
		const current = Math.floor(time / windowSeconds);
		if (current !== window) left = perSecond(time) * windowSeconds;
		window = current;
		if (left < 1) return false;
		left -= 1;
		return true;
	};
}
