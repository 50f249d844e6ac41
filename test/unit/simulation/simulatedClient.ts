import type { SimulatedResponse, SimulatedService } from './simulatedService';
import type { Random } from './random';

/** The part of a rate limiter that the client uses. */
export interface Limiter<Refusal> {
	readonly waitMs: number;
	start(hasWaited: boolean): number;
	accepted(startedAt: number): void;
	rateLimited(startedAt: number, holdMs: number, previous?: Refusal): Refusal;
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
export class SimulatedClient<Refusal> {
	/** The time in seconds at which each request succeeded. */
	readonly doneAt = new Map<number, number>();
	/** The time in seconds of the first request. */
	firstAt = NaN;
	failed = 0;
	private readonly untried: Iterator<number>;
	private nextUntried: number | undefined;
	private readonly repeats: number[] = [];
	private readonly refusals = new Map<number, { count: number; refusal: Refusal }>();
	private inFlight = 0;
	private isAhead = true;
	private hasWaited = false;
	private busyUntil = 0;
	private cancelTimer?: () => void;

	constructor(
		private readonly time: Time,
		private readonly service: SimulatedService,
		private readonly limiter: Limiter<Refusal>,
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
		const startedAt = this.limiter.start(this.hasWaited);
		if (Number.isNaN(this.firstAt)) this.firstAt = startedAt / 1000;
		this.hasWaited = false;
		this.inFlight += 1;
		this.service.send(request, (response) => {
			this.inFlight -= 1;
			this.isAhead = false;
			this.learn(request, startedAt, response);
			this.startWhatMay();
		});
	}

	private learn(request: number, startedAt: number, response: SimulatedResponse): void {
		if (response.status !== 429) {
			this.doneAt.set(request, this.time.now() / 1000);
			return this.limiter.accepted(startedAt);
		}
		const earlier = this.refusals.get(request);
		const count = (earlier?.count ?? 0) + 1;
		const waitMs =
			response.retryAfterSeconds === undefined
				? this.random() * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (count - 1))
				: response.retryAfterSeconds * 1000;
		const refusal = this.limiter.rateLimited(startedAt, waitMs, earlier?.refusal);
		this.refusals.set(request, { count, refusal });
		if (count === MOST_ATTEMPTS) {
			this.failed += 1;
			return;
		}
		this.time.after(waitMs, () => {
			this.repeats.push(request);
			this.startWhatMay();
		});
	}
}
