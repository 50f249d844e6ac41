import type { IDataObject } from 'n8n-workflow';
import { isAccessToken } from './accessToken';
import { attemptOnce } from '../http/attempt';
import { clock } from '../http/clock';
import { meaningOfError } from '../http/networkErrors';
import { isTransientStatus } from '../http/outcome';
import { Failure, type Refusal } from './failure';
import { isJsonObject } from './json';
import type { Send } from './pingOne';

import { silenceOf } from './silence';
import { plain } from './text';
import { basic, secretsOf, type Worker } from './worker';

const TOKEN_TIMEOUT_MS = 30_000;

/** There is no token, so nothing else can be asked either. */
export class NoToken extends Failure {
	override readonly isForAll: boolean;

	constructor(
		message: string,
		advice: string,
		override readonly isTransient: boolean,
		refusal?: Refusal,
	) {
		super(message, advice, refusal);
		this.isForAll = !isTransient;
	}
}

/**
 * Asks for a token with a worker's own client ID and secret.
 *
 * @throws {NoToken} naming the field to look at, where none is handed out within 30 seconds.
 */
export async function acquireToken(send: Send, worker: Worker): Promise<string> {
	const request = tokenRequest(worker);
	const outcome = await attemptOnce(
		async (abortSignal) => await send({ ...request, timeout: TOKEN_TIMEOUT_MS, abortSignal }),
		TOKEN_TIMEOUT_MS,
		clock,
		() => undefined,
	);
	if ('error' in outcome) throw noTokenAnswer(outcome.error, worker);
	const { status, body } = outcome.response;
	const token = status === 200 && isJsonObject(body) ? body.access_token : undefined;
	if (isAccessToken(token)) return token;
	throw tokenRefusal(status, body, worker);
}

function tokenRequest({ tokenUrl, clientId, clientSecret, authentication }: Worker) {
	const form = new URLSearchParams({ grant_type: 'client_credentials' });
	const headers: IDataObject = { 'Content-Type': 'application/x-www-form-urlencoded' };
	if (authentication === 'header') headers.Authorization = `Basic ${basic(clientId, clientSecret)}`;
	else {
		form.set('client_id', clientId);
		form.set('client_secret', clientSecret);
	}
	return { method: 'POST', url: tokenUrl, headers, body: form.toString() } as const;
}

function noTokenAnswer(error: unknown, worker: Worker): NoToken {
	const { host } = new URL(worker.tokenUrl);
	const { message, advice } = silenceOf(
		error,
		{ host, ifUnknown: 'Wait a minute, then try again.' },
		{ secrets: secretsOf(worker), addressField: worker.authField },
	);
	const isTransient = ['notSent', 'mayHaveBeenCarriedOut'].includes(meaningOfError(error));
	return new NoToken(`No access token: ${message}`, advice, isTransient);
}

/** The token endpoint answers in OAuth's shape (RFC 6749, 5.2), and in PingOne's own where it knows no such environment. */
function tokenRefusal(status: number, body: unknown, worker: Worker): NoToken {
	const { error, error_description: description, code, message } = isJsonObject(body) ? body : {};
	const words = [error, description, code, message].filter((part) => typeof part === 'string');
	const said =
		words.length === 0 ? '' : ` PingOne said: ${plain(words.join(' – '), secretsOf(worker))}`;
	const [what, advice] = explained(status, String(error ?? code ?? ''), words.join(' '), worker);
	const isTransient = isTransientStatus(status);
	return new NoToken(`No access token: ${what} (${status})`, advice + said, isTransient, {
		status,
	});
}

function explained(status: number, code: string, words: string, worker: Worker): [string, string] {
	const { authField } = worker;
	if (code === 'unauthorized_client' || code === 'unsupported_grant_type') {
		return [
			'PingOne does not let this application use client credentials',
			"Check 'Client ID': it must be of an application of the type Worker.",
		];
	}
	if (/authentication method/i.test(words)) {
		return [
			'PingOne wants the client secret sent in the other way',
			"Check 'Authentication': it must be the token endpoint authentication method that the worker application has in PingOne.",
		];
	}
	if (code === 'invalid_client' || status === 401) {
		return [
			'PingOne does not accept the client ID with this client secret',
			"Check 'Client Secret' and 'Client ID', then 'Worker Environment ID' (the environment that the application is in), and that 'Authentication' is the application's token endpoint authentication method.",
		];
	}
	if (status === 404 || code === 'NOT_FOUND') {
		return [
			"PingOne does not know the worker's environment",
			`Check 'Worker Environment ID' (the environment that the worker application is in) and ${authField}: an environment is known in its own region only.`,
		];
	}
	if (status === 429 || status >= 500) {
		return ['PingOne could not hand one out', 'Wait a minute, then try again.'];
	}
	return [
		"something other than PingOne's token endpoint answered",
		`Check ${authField} and 'Worker Environment ID' in the PingOne credential, and that no proxy or sign-on page stands in between.`,
	];
}
