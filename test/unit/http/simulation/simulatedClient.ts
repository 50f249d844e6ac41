import type { SimulatedResponse, SimulatedService } from './simulatedService';
import type { Random } from './random';

/** The part of a rate limiter that the client uses. */
export interface Limiter {
	readonly waitMs: number;
	start(request: object, hasWaited: boolean): void;
	accepted(request: object): void;
	rateLimited(request: object, holdMs: number): void;
}

interface Time {
	now(): number;
	after(ms: number, callback: () => void): () => void;
}

export interface ClientOptions {
	requests: number[];
	/** The time of the first request in milliseconds. */
	startsAtMs?: number;
	mostInFlight?: number;
	/** The delay of its timers. */
	lateMs?: number;
	/** The processor time of a request, in which the client can start no other. */
	busyMs?: number;
}

const MOST_ATTEMPTS = 10;
const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 30_000;

/**
 * The least that a client has to do: it sends one request ahead and the others after its response,
 * at most so many at a time, first attempts before repeats. A refused request waits as long as it
 * was told, or for a backoff, and is sent again.
 */
export class SimulatedClient {
	/** The time in seconds at which each request succeeded. */
	readonly doneAt = new Map<number, number>();
	/** The time in seconds of the first request. */
	firstAt = NaN;
	failed = 0;
	private readonly untried: Iterator<number>;
	private nextUntried: number | undefined;
	private readonly repeats: number[] = [];
	private readonly sent = new Map<number, { count: number }>();
	private inFlight = 0;
	private isAhead = true;
	private hasWaited = false;
	private busyUntil = 0;
	private cancelTimer?: () => void;

	constructor(
		private readonly time: Time,
		private readonly service: SimulatedService,
		private readonly limiter: Limiter,
		private readonly random: Random,
		private readonly options: ClientOptions,
	) {
		this.untried = options.requests.values();
		this.nextUntried = this.untried.next().value;
		time.after(options.startsAtMs ?? 0, () => this.startWhatMay());
	}

	private startWhatMay(): void {
		this.cancelTimer?.();
		const { mostInFlight = 100, lateMs = 0, busyMs = 0 } = this.options;
		while (this.nextUntried !== undefined || this.repeats.length > 0) {
			if (this.inFlight >= (this.isAhead ? 1 : mostInFlight)) return;
			const now = this.time.now();
			const busyForMs = this.busyUntil - now;
			if (busyForMs > 0) return this.lookAgainIn(busyForMs);
			const { waitMs } = this.limiter;
			if (waitMs > 0) {
				this.hasWaited = true;
				return this.lookAgainIn(waitMs + lateMs);
			}
			this.busyUntil = now + busyMs;
			this.send();
		}
	}

	private lookAgainIn(ms: number): void {
		this.cancelTimer = this.time.after(ms, () => this.startWhatMay());
	}

	private send(): void {
		const request = this.nextUntried ?? this.repeats.shift();
		if (request === undefined) return;
		if (request === this.nextUntried) this.nextUntried = this.untried.next().value;
		const sent = this.sent.get(request) ?? { count: 0 };
		this.sent.set(request, sent);
		this.limiter.start(sent, this.hasWaited);
		if (Number.isNaN(this.firstAt)) this.firstAt = this.time.now() / 1000;
		this.hasWaited = false;
		this.inFlight += 1;
		this.service.send(request, (response) => {
			this.inFlight -= 1;
			this.isAhead = false;
			this.learn(request, sent, response);
			this.startWhatMay();
		});
	}

	private learn(request: number, sent: { count: number }, response: SimulatedResponse): void {
		if (response.status !== 429) {
			this.doneAt.set(request, this.time.now() / 1000);
			return this.limiter.accepted(sent);
		}
		sent.count += 1;
		const waitMs =
			response.retryAfterSeconds === undefined
				? this.random() * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (sent.count - 1))
				: response.retryAfterSeconds * 1000;
		this.limiter.rateLimited(sent, waitMs);
		if (sent.count === MOST_ATTEMPTS) {
			this.failed += 1;
			return;
		}
		this.time.after(waitMs, () => {
			this.repeats.push(request);
			this.startWhatMay();
		});
	}
}
