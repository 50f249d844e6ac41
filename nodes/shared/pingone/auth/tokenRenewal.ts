import { clock } from '../../http/clock';
import { RequestAbortedError } from '../../http/requestErrors';
import { isTransientStatus } from '../../http/outcome';
import { TokenError } from '../errors/pingOneError';
import { rejectsToken, type ApiResponse } from '../errors/responseErrors';

/**
 * Sends a request once.
 *
 * @param token to send it with; if left out, the sender gets a new one first.
 * @param onNewToken called with the new token before the request is sent.
 */
export type AuthorizedSend<Token> = (
	token: Token | undefined,
	onNewToken: (token: Token) => void,
) => Promise<ApiResponse>;

/** Aborted when the caller no longer waits for the response. */
type AbandonSignal = { readonly aborted: boolean };

const IGNORE = () => {};
/** One send and two renewals: a third renewal would not help either. */
const MAX_SENDS = 3;
/**
 * Time that other requests wait for the response to the first request with a new token, which
 * shows whether the token works. Without this, a bad token would fail many requests; with a
 * longer wait, one slow request would delay all others.
 */
const FIRST_RESPONSE_GRACE_MS = 1_000;

/**
 * Holds the access token of one execution and renews it by single flight: if there is no token,
 * or it is rejected (401), one request renews it, while the others wait and are then sent with
 * the new token. If a token is rejected right after a renewal, all requests fail with that
 * response, and nothing more is sent.
 *
 * A token is an object that only the sender reads. Tokens are compared by identity, so that a
 * renewal counts even if it returns the same text.
 */
export class TokenRenewal<Token extends object> {
	/** True if a token was rejected, and none has been accepted since. */
	private isInDoubt = false;
	private inFlight?: Promise<void>;
	/** Set while the token endpoint asks to wait. */
	private pause?: { error: TokenError; untilMs: number };
	/** Set when nothing more is sent. */
	private end?: { response: ApiResponse } | { error: TokenError };

	/** @param token undefined if there is no token yet. */
	constructor(private token?: Token) {}

	/**
	 * Sends a request, and repeats it if its token had to be renewed.
	 *
	 * @param signal aborted when the caller no longer waits; other requests continue.
	 * @returns the response, with status 401 only if renewal does not help.
	 * @throws {TokenError} if no new token was issued, and whatever `send` throws.
	 */
	async send(send: AuthorizedSend<Token>, signal?: AbandonSignal): Promise<ApiResponse> {
		for (let sends = 1; ; sends += 1) {
			while (this.inFlight !== undefined) await this.inFlight;
			if (this.end !== undefined) return responseOf(this.end);
			if (signal?.aborted) throw new RequestAbortedError('Nobody waits for the response');
			if (this.token === undefined) this.throwIfPaused();

			const response =
				this.token === undefined
					? await this.renew(send, sends, signal)
					: this.learn(this.token, await send(this.token, IGNORE), sends);
			if (response !== undefined) return response;
		}
	}

	/** Sends a request with a new token, while other requests wait. */
	private async renew(
		send: AuthorizedSend<Token>,
		sends: number,
		signal?: AbandonSignal,
	): Promise<ApiResponse | undefined> {
		const renewal = deferred();
		const finish = () => {
			if (this.inFlight === renewal.promise) this.inFlight = undefined;
			renewal.resolve();
		};
		const settled = new AbortController();
		let token: Token | undefined;
		const onNewToken = (newToken: Token) => {
			if (token !== undefined) return;
			this.token = token = newToken;
			clock.sleep(FIRST_RESPONSE_GRACE_MS, settled.signal).then(finish, IGNORE);
		};
		this.inFlight = renewal.promise;
		const sent = send(undefined, onNewToken).catch((error: unknown) => {
			if (token === undefined && !signal?.aborted) {
				if (error instanceof TokenError) this.noteFailure(error);
				renewal.reject(error);
			}
			throw error;
		});
		try {
			const response = await sent;
			return token === undefined ? response : this.learn(token, response, sends);
		} finally {
			finish();
			settled.abort();
		}
	}

	private noteFailure(error: TokenError): void {
		if (!error.isTransient) this.end = { error };
		else this.pause = { error, untilMs: clock.now() + (error.retryAfterMs ?? 0) };
	}

	/** Throws a `TokenError` with the remaining time, if the token endpoint has asked to wait. */
	private throwIfPaused(): void {
		if (this.pause === undefined) return;
		const { error, untilMs } = this.pause;
		const leftMs = untilMs - clock.now();
		if (leftMs <= 0) return;
		throw new TokenError(error.message, error.description, true, error.status, leftMs);
	}

	/** Updates the state after a response. @returns undefined if the request is to be repeated. */
	private learn(used: Token, response: ApiResponse, sends: number): ApiResponse | undefined {
		const isCurrent = used === this.token;
		if (!rejectsToken(response)) {
			if (isCurrent && !isTransientStatus(response.status)) this.isInDoubt = false;
			return response;
		}
		if ((isCurrent && this.isInDoubt) || sends >= MAX_SENDS) {
			this.end ??= { response };
			return response;
		}
		if (isCurrent) {
			this.isInDoubt = true;
			this.token = undefined;
		}
		return undefined;
	}
}

function responseOf(end: { response: ApiResponse } | { error: TokenError }): ApiResponse {
	if ('error' in end) throw end.error;
	return end.response;
}

function deferred() {
	let resolve!: () => void;
	let reject!: (error: unknown) => void;
	const promise = new Promise<void>((onResolve, onReject) => {
		resolve = onResolve;
		reject = onReject;
	});
	// Avoids an unhandled rejection if no request waits.
	promise.catch(IGNORE);
	return { promise, resolve, reject };
}
