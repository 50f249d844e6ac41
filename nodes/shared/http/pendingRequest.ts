import type { Attempt } from './attempt';
import type { ItemProgress } from './itemProgress';
import type { Classify, Outcome } from './outcome';
import { RULES, type Assessment } from './retryPolicy';
import type { Queued } from './requestQueue';

/** A request to be scheduled. */
export interface ScheduledRequest {
	attempt: Attempt;
	/** Timeout of an attempt, in milliseconds. */
	timeoutMs: number;
	/** True if it may be repeated after an outcome that does not say whether it was carried out. */
	isRepeatable: boolean;
	classify: Classify;
	/** The item that the request belongs to. */
	item?: ItemProgress;
	/** True if it changes something. */
	isChange?: boolean;
}

/** Final result of a request. */
export interface Settled {
	/** The outcome of the last attempt. */
	outcome: Outcome;
	/** Number of attempts. */
	attempts: number;
	/** True if an earlier attempt may have reached the service and been carried out. */
	mayHaveBeenCarriedOut: boolean;
	/**
	 * True if an earlier attempt does not say whether it was carried out: as above, or because a
	 * gateway responded in place of the service.
	 */
	hadUnknownOutcome: boolean;
}

/** An unfinished request, and its state. */
export class PendingRequest implements Queued {
	failures = 0;
	/** Number of attempts that were `refusedForNow`. */
	refusedForNow = 0;
	/** Result of the last attempt, if it has been sent. */
	last?: Settled;
	private mayHaveBeenCarriedOut = false;
	private hadUnknownOutcome = false;

	constructor(
		readonly request: ScheduledRequest,
		/** Called once. */
		readonly settle: (settled: Settled | Error) => void,
	) {}

	/**
	 * True if its item has changed something, or may have: such a request goes first, and is sent
	 * after Stop as well.
	 */
	get hasChanges(): boolean {
		return this.request.item?.hasChanges === true;
	}

	/** Records the start of an attempt. */
	started(): void {
		if (this.request.isChange) this.request.item?.changeSent();
	}

	/**
	 * Records the end of an attempt.
	 *
	 * @returns the result of the request, if this is its last attempt.
	 */
	attempted({ outcome, meaning, kind, isUnknown }: Assessment): Settled {
		const { last, mayHaveBeenCarriedOut, hadUnknownOutcome } = this;
		const isRefused = meaning !== 'done' && !isUnknown;
		if (this.request.isChange && isRefused) this.request.item?.changeRefused();
		if (RULES[kind].countsAsFailure) this.failures += 1;
		if (kind === 'refusedForNow') this.refusedForNow += 1;
		this.mayHaveBeenCarriedOut ||= meaning === 'mayHaveBeenCarriedOut';
		this.hadUnknownOutcome ||= isUnknown;
		const attempts = (last?.attempts ?? 0) + 1;
		this.last = { outcome, attempts, mayHaveBeenCarriedOut, hadUnknownOutcome };
		return this.last;
	}
}
