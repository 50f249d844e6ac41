/**
 * What follows from the outcome of an attempt: whether it is repeated, and what it says about the
 * rate and about an outage. `RULES` has all of it; the scheduler carries it out.
 */
import { isRateLimitStatus, isUnknownStatus, type Meaning, type Outcome } from './outcome';
import { retryAfterMs } from './retryAfter';

/**
 * Kind of an attempt.
 *
 * - `final`: done, or refused for good.
 * - `refusedForNow`: a working service refused it, but may accept the same request soon.
 * - `rateLimited`: 429.
 * - `failed`: no response, or an internal failure of the service or of a gateway.
 * - `notReady`: not sent, because the token is missing and may be issued later.
 * - `fatal`: every other request would fail in the same way.
 */
export type Kind = 'final' | 'refusedForNow' | 'rateLimited' | 'failed' | 'notReady' | 'fatal';

interface Rule {
	/** Maximum number of attempts of this kind, if the request may be repeated at all. */
	maxAttempts: number;
	/**
	 * Effect on the rate at which all requests start: `accepted` if there is a response, `lower` and
	 * wait, or only `wait`.
	 */
	rate: 'none' | 'accepted' | 'lower' | 'wait';
	/**
	 * What it says about the service: it `works` if there is a response; a `failure` counts towards an
	 * outage; a `weakFailure` is none by itself, even if it is the only request left.
	 */
	service: 'works' | 'failure' | 'weakFailure' | 'fatal';
	/** True if the request then goes behind those that have failed less often. */
	countsAsFailure: boolean;
}

/** The maximum of Ping's own clients. */
const MAX_ATTEMPTS = 10;

export const RULES: Record<Kind, Rule> = {
	final: { maxAttempts: 1, rate: 'accepted', service: 'works', countsAsFailure: false },
	refusedForNow: { maxAttempts: 4, rate: 'accepted', service: 'works', countsAsFailure: true },
	rateLimited: {
		maxAttempts: MAX_ATTEMPTS,
		rate: 'lower',
		service: 'weakFailure',
		countsAsFailure: false,
	},
	// The response of a failure has passed the rate limit as well.
	failed: {
		maxAttempts: MAX_ATTEMPTS,
		rate: 'accepted',
		service: 'failure',
		countsAsFailure: true,
	},
	notReady: { maxAttempts: MAX_ATTEMPTS, rate: 'wait', service: 'failure', countsAsFailure: true },
	fatal: { maxAttempts: 1, rate: 'none', service: 'fatal', countsAsFailure: false },
};

/** An outcome, with everything that the request layer bases its decisions on. */
export interface Assessment {
	outcome: Outcome;
	meaning: Meaning;
	kind: Kind;
	/**
	 * True if it is not known whether the request was carried out, by the service or by one behind
	 * a gateway.
	 */
	isUnknown: boolean;
	/** Time that the service asks to wait, in milliseconds. */
	retryAfterMs?: number;
}

/** @param meaning of the outcome, as classified by the caller. */
export function assess(outcome: Outcome, meaning: Meaning): Assessment {
	const status = 'response' in outcome ? outcome.response.status : 0;
	const isUnknown = meaning === 'mayHaveBeenCarriedOut' || isUnknownStatus(status);
	const kind = kindOf(meaning, status, isUnknown);
	return { outcome, meaning, kind, isUnknown, retryAfterMs: retryAfterOf(outcome) };
}

function kindOf(meaning: Meaning, status: number, isUnknown: boolean): Kind {
	if (meaning === 'fatal' || meaning === 'notReady' || meaning === 'refusedForNow') return meaning;
	if (isRateLimitStatus(status)) return 'rateLimited';
	return isUnknown || meaning === 'notSent' ? 'failed' : 'final';
}

function retryAfterOf(outcome: Outcome): number | undefined {
	if ('response' in outcome) return retryAfterMs(outcome.response.headers);
	const { error } = outcome;
	if (!(error instanceof Error) || !('retryAfterMs' in error)) return undefined;
	return Number(error.retryAfterMs) || undefined;
}

const FIRST_BACKOFF_MS = 1_000;
const BACKOFF_CAP_MS = 30_000;
/**
 * A request that has to wait longer fails at once: no execution should stand still for that long.
 */
export const MAX_RETRY_AFTER_MS = 60_000;

/**
 * Returns the time to wait after a failed attempt, in milliseconds: as long as the service asks, or
 * else exponential backoff with full jitter, so that requests that failed together are not repeated
 * together. Infinity if the service asks for too long.
 *
 * @param attempts number of attempts so far.
 */
export function waitMsAfter({ retryAfterMs: askedMs }: Assessment, attempts: number): number {
	if (askedMs !== undefined) return askedMs > MAX_RETRY_AFTER_MS ? Infinity : askedMs;
	return Math.random() * Math.min(BACKOFF_CAP_MS, FIRST_BACKOFF_MS * 2 ** (attempts - 1));
}

/** What is known about a request when one of its attempts has ended. */
export interface Attempts {
	/** Number of attempts. */
	attempts: number;
	/** Number of attempts that were `refusedForNow`. */
	refusedForNow: number;
	/** True if it does no harm to repeat the request after it may have been carried out. */
	isRepeatable: boolean;
}

/** True if a request may be repeated. @param maxAttempts of any request. */
export function mayRepeat(
	{ kind, isUnknown }: Assessment,
	{ attempts, refusedForNow, isRepeatable }: Attempts,
	maxAttempts = MAX_ATTEMPTS,
): boolean {
	const ofKind = kind === 'refusedForNow' ? refusedForNow : attempts;
	if (ofKind >= RULES[kind].maxAttempts || attempts >= maxAttempts) return false;
	return isRepeatable || !isUnknown;
}
