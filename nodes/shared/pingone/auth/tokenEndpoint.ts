import type { IDataObject } from 'n8n-workflow';
import { isAccessToken } from './accessToken';
import { attemptOnce } from '../../http/attempt';
import { clock } from '../../http/clock';
import { meaningOfError } from '../../http/networkErrors';
import { isTransientStatus, type HttpResponse } from '../../http/outcome';
import { retryAfterMs } from '../../http/retryAfter';
import { MAX_RETRY_AFTER_MS } from '../../http/retryPolicy';
import { isUnexpectedError, RATE_LIMIT_ADVICE, waitText } from '../errors/responseErrors';
import { TokenError, type PingOneError } from '../errors/pingOneError';
import { isJsonObject } from '../json';
import type { Send } from '../client';
import { networkErrorFrom } from '../errors/connectionErrors';
import { sanitize } from '../text';
import { basicCredentials, secretsOf, type Worker } from './worker';

const TOKEN_TIMEOUT_MS = 30_000;

/**
 * Errors of `preAuthentication`, by the credential object that n8n passed to it. n8n wraps what
 * it throws, and n8n 1.x drops the cause.
 */
export const tokenErrors = new WeakMap<object, PingOneError>();

/**
 * Gets a token with the worker application's client ID and secret.
 *
 * @throws {TokenError} naming the field to check, if no token is issued within 30 seconds.
 */
export async function acquireToken(send: Send, worker: Worker): Promise<string> {
	const request = tokenRequest(worker);
	const outcome = await attemptOnce(
		async (abortSignal) => await send({ ...request, timeout: TOKEN_TIMEOUT_MS, abortSignal }),
		TOKEN_TIMEOUT_MS,
		clock,
		() => undefined,
	);
	if ('error' in outcome) throw noResponse(outcome.error, worker);
	const { status, body } = outcome.response;
	const token = status === 200 && isJsonObject(body) ? body.access_token : undefined;
	if (isAccessToken(token)) return token;
	throw tokenError(outcome.response, worker);
}

function tokenRequest({ tokenUrl, clientId, clientSecret, authentication }: Worker) {
	const form = new URLSearchParams({ grant_type: 'client_credentials' });
	const headers: IDataObject = { 'Content-Type': 'application/x-www-form-urlencoded' };
	if (authentication === 'header')
		headers.Authorization = `Basic ${basicCredentials(clientId, clientSecret)}`;
	else {
		form.set('client_id', clientId);
		form.set('client_secret', clientSecret);
	}
	return { method: 'POST', url: tokenUrl, headers, body: form.toString() } as const;
}

function noResponse(error: unknown, worker: Worker): TokenError {
	const { host } = new URL(worker.tokenUrl);
	const { message, description } = networkErrorFrom(
		error,
		{ host, ifUnknown: 'Wait a minute, then try again.' },
		// The timeout is fixed: no option changes it.
		{ secrets: secretsOf(worker), addressField: worker.authField, isWithoutItems: true },
	);
	const isTransient = ['notSent', 'mayHaveBeenCarriedOut'].includes(meaningOfError(error));
	return new TokenError(`No access token: ${message}`, description, isTransient);
}

/**
 * Returns the error for a response without a token. The token endpoint uses OAuth's error format
 * (RFC 6749, 5.2), and PingOne's own if the environment does not exist.
 */
function tokenError(response: HttpResponse, worker: Worker): TokenError {
	const { status, body, headers } = response;
	const { error, error_description: description, code, message } = isJsonObject(body) ? body : {};
	const words = [error, description, code, message].filter((part) => typeof part === 'string');
	const said =
		words.length === 0 ? '' : `PingOne said: ${sanitize(words.join(' – '), secretsOf(worker))}`;
	const isTransient = isTransientStatus(status) || isUnexpectedError(response);
	const [reason, advice] = isTransient
		? notIssuedNow(status)
		: tokenErrorText(status, String(error ?? code ?? ''), words.join(' '), worker);
	const waitMs = isTransient ? retryAfterMs(headers) : undefined;
	const parts = [advice, isTransient ? waitText(headers) : '', said];
	return new TokenError(
		`No access token: ${reason} (${status})`,
		parts.filter((part) => part !== '').join(' '),
		// A longer wait fails at once.
		isTransient && (waitMs ?? 0) <= MAX_RETRY_AFTER_MS,
		status,
		waitMs,
	);
}

function notIssuedNow(status: number): [string, string] {
	const advice = status === 429 ? ` ${RATE_LIMIT_ADVICE}` : '';
	return ['PingOne could not issue one', `Wait a minute, then try again.${advice}`];
}

function tokenErrorText(
	status: number,
	code: string,
	words: string,
	worker: Worker,
): [string, string] {
	const { authField } = worker;
	if (code === 'unauthorized_client' || code === 'unsupported_grant_type') {
		return [
			'PingOne does not let this application use client credentials',
			"Check 'Client ID': it must belong to an application of type Worker.",
		];
	}
	if (/authentication method/i.test(words)) {
		return [
			'PingOne expects the other authentication method',
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
			`Check 'Worker Environment ID' (the environment that the worker application is in) and ${authField}: an environment exists in one region only.`,
		];
	}
	return [
		"the response is not from PingOne's token endpoint",
		`Check ${authField} and 'Worker Environment ID' in the PingOne credential, and that no proxy or sign-on page is in between.`,
	];
}
