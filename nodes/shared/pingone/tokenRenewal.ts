import { clock } from '../http/clock';
import { RequestAbortedError } from '../http/errors';
import { isTransientStatus } from '../http/outcome';
import { TokenError } from './errors';
import { rejectsToken, type ApiResponse } from './apiErrors';

/**
 * Sends a request once.
 *
 * @param token to send it with; if left out, the sender gets a new one first.
 * @param onNewToken told the new token before the request is sent with it.
 */
export type AuthorizedSend<Token> = (
	token: Token | undefined,
	onNewToken: (token: Token) => void,
) => Promise<ApiResponse>;

/** Aborted when nobody waits for the response any more. */
type AbandonSignal = { readonly aborted: boolean };

const IGNORE = () => {};
/** A request that two renewals did not help will not be helped by a third. */
const MAX_SENDS = 3;
/**
 * How long the others wait for the response to the first request with a new token, which shows
 * whether it is any good, so that a bad one costs one request. After that, a slow request must not
 * hold them up.
 */
const FIRST_RESPONSE_GRACE_MS = 1_000;

/**
 * The access token of one execution, renewed by single flight: if requests find no token, or
 * theirs is refused (401), one of them renews it, and the others wait and are then sent with the
 * new one. A token that is refused right after a renewal ends it: that response is everybody's from
 * then on, and nothing more is sent.
 *
 * A token is an object that only the sender looks into. Tokens are compared by identity, so that a renewal
 * counts even if it brings the same text again.
 */
export class TokenRenewal<Token extends object> {
	/** A token was refused, and none has been accepted since. */
	private isInDoubt = false;
	private inFlight?: Promise<void>;
	/** The token endpoint asks to wait until then. */
	private pause?: { error: TokenError; untilMs: number };
	/** Why nothing is sent any more. */
	private end?: { response: ApiResponse } | { error: TokenError };

	/** @param token undefined if there is none yet. */
	constructor(private token?: Token) {}

	/**
	 * Sends a request, and again if its token had to be renewed.
	 *
	 * @param signal aborted when nobody waits for this response any more; the others go on.
	 * @returns the response, which has status 401 only if renewal does not help.
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

	/** Sends a request with a new token, while the others wait. */
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

	/** @throws {TokenError} with the time that is left, if the token endpoint must not be asked yet. */
	private throwIfPaused(): void {
		if (this.pause === undefined) return;
		const { error, untilMs } = this.pause;
		const leftMs = untilMs - clock.now();
		if (leftMs <= 0) return;
		throw new TokenError(error.message, error.description, true, error.status, leftMs);
	}

	/** @returns the response, unless the request is to be sent again. */
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
	// There may be nobody who waits.
	promise.catch(IGNORE);
	return { promise, resolve, reject };
}
