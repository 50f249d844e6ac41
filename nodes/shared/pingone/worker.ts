import type { IDataObject } from 'n8n-workflow';
import { apiBase, authBase } from './addresses';
import { Failure, type CredentialNotes, type Refusal } from './failure';
import { checkedId } from './ids';
import { isJsonObject } from './json';
import type { Send } from './pingOne';
import { isRegion } from './regions';
import { meaningOfError } from '../http/networkErrors';
import { silenceOf } from './silence';
import { plain, quoted } from './text';

/** A worker application, by whose client ID and secret PingOne hands out tokens. */
export interface Worker {
	/** Of its API, as `apiBase` gives it. */
	apiBase: string;
	/** Where it gets its tokens. */
	tokenUrl: string;
	clientId: string;
	clientSecret: string;
	/** Client Secret Basic or Client Secret Post. */
	authentication: 'header' | 'body';
	/** The fields that say where its API is, and where its tokens come from, as people see them. */
	apiField: string;
	authField: string;
}

const TOKEN_TIMEOUT_MS = 30_000;
const CHECK_FIELD = 'Open the PingOne credential and correct it. Nothing was sent.';

/**
 * The worker application of a credential of the type `pingOneOAuth2Api`.
 *
 * @throws {Failure} naming the field that cannot be used.
 */
export function workerOf(credential: IDataObject): Worker {
	const { region, authentication } = credential;
	if (region !== 'custom' && !isRegion(region)) {
		throw new Failure(`'Region' is none of PingOne's: ${quoted(region)}`, CHECK_FIELD);
	}
	if (authentication !== 'header' && authentication !== 'body') {
		throw new Failure(
			`'Authentication' is neither of the two: ${quoted(authentication)}`,
			CHECK_FIELD,
		);
	}
	const isCustom = region === 'custom';
	const auth = isCustom ? authBase(credential.authPath) : `https://auth.pingone.${region}`;
	const environment = workerEnvironment(credential.workerEnvironmentId, isCustom);
	return {
		apiBase: isCustom ? apiBase(credential.apiPath) : `https://api.pingone.${region}/v1`,
		tokenUrl: `${auth}${environment}/as/token`,
		clientId: filled('Client ID', credential.clientId),
		clientSecret: filled('Client Secret', credential.clientSecret),
		authentication,
		apiField: isCustom ? "'API Path'" : "'Region'",
		authField: isCustom ? "'Auth Path'" : "'Region'",
	};
}

/** On a custom domain, PingOne leaves the environment out of the path. */
function workerEnvironment(id: unknown, isCustom: boolean): string {
	if (isCustom && typeof id === 'string' && id.trim() === '') return '';
	return `/${checkedId('Worker Environment ID', id)}`;
}

function filled(name: string, value: unknown): string {
	if (typeof value === 'string' && value.trim() !== '') return value;
	throw new Failure(`'${name}' in the PingOne credential is empty`, CHECK_FIELD);
}

/** What the token endpoint answers (RFC 6749, 5.1); `expires_in` is in seconds. */
export type TokenAnswer = IDataObject & { access_token: string };

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

/** What failures say of a credential with a worker application. */
export function workerNotes(worker: Worker): CredentialNotes {
	return {
		addressField: worker.apiField,
		tokenAdvice: `n8n has just renewed the token, and PingOne refuses the new one as well. Check in PingOne that the worker application is enabled, and that ${worker.apiField} in the PingOne credential is where it belongs.`,
		secrets: secretsOf(worker),
	};
}

function secretsOf({ clientId, clientSecret }: Worker): Set<string> {
	return new Set([clientSecret, basic(clientId, clientSecret)]);
}

function basic(clientId: string, clientSecret: string): string {
	return Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
}

/**
 * Asks for a token with a worker's own client ID and secret, and says what is wrong where there is
 * none. n8n asks in executions; this is for its editor, where n8n would say no more than
 * "HTTP status 401".
 *
 * @throws {Failure} naming the field to look at.
 */
export async function acquireToken(send: Send, worker: Worker): Promise<TokenAnswer> {
	const { tokenUrl, clientId, clientSecret, authentication } = worker;
	const form = new URLSearchParams({ grant_type: 'client_credentials' });
	const headers: IDataObject = { 'Content-Type': 'application/x-www-form-urlencoded' };
	if (authentication === 'header') headers.Authorization = `Basic ${basic(clientId, clientSecret)}`;
	else {
		form.set('client_id', clientId);
		form.set('client_secret', clientSecret);
	}
	const request = { method: 'POST', url: tokenUrl, headers, body: form.toString() } as const;
	const { status, body } = await send({ ...request, timeout: TOKEN_TIMEOUT_MS }).catch(
		(error: unknown) => {
			throw noTokenAnswer(error, worker);
		},
	);
	if (status === 200 && isTokenAnswer(body)) return body;
	throw tokenRefusal(status, body, worker);
}

/**
 * The failure behind an error of n8n's OAuth2 code, where the token endpoint did not hand out a
 * token; undefined where the error is about something else.
 */
export function tokenFailure(error: unknown, worker: Worker): Failure | undefined {
	if (error instanceof Failure) return error;
	if (!(error instanceof Error)) return undefined;
	if ('code' in error && (error.code === 'EAUTH' || error.code === 'ESTATUS')) {
		const { status, body } = error as Error & { status?: number; body?: unknown };
		return tokenRefusal(status ?? 401, parsed(body), worker);
	}
	if ('config' in error && isJsonObject(error.config) && error.config.url === worker.tokenUrl) {
		const { response } = error as Error & { response?: { status: number; data: unknown } };
		return response === undefined
			? noTokenAnswer(error, worker)
			: tokenRefusal(response.status, parsed(response.data), worker);
	}
	return tokenFailure(error.cause, worker);
}

function isTokenAnswer(body: unknown): body is TokenAnswer {
	return isJsonObject(body) && typeof body.access_token === 'string';
}

function noTokenAnswer(error: unknown, worker: Worker): NoToken {
	const { message, advice } = silenceOf(
		error,
		{ host: new URL(worker.tokenUrl).host, ifUnknown: '' },
		{
			secrets: secretsOf(worker),
			addressField: worker.authField,
		},
	);
	return new NoToken(`No access token: ${message}`, advice, meaningOfError(error) !== 'fatal');
}

/** The token endpoint answers in OAuth's shape (RFC 6749, 5.2), and in PingOne's own where it knows no such environment. */
function tokenRefusal(status: number, body: unknown, worker: Worker): NoToken {
	const { error, error_description: description, code, message } = isJsonObject(body) ? body : {};
	const words = [error, description, code, message].filter((part) => typeof part === 'string');
	const said =
		words.length === 0 ? '' : ` PingOne said: ${plain(words.join(' – '), secretsOf(worker))}`;
	const [what, advice] = explained(status, String(error ?? code ?? ''), words.join(' '), worker);
	const isTransient = status === 408 || status === 429 || status >= 500;
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

function parsed(body: unknown): unknown {
	if (typeof body !== 'string') return body;
	try {
		return JSON.parse(body);
	} catch {
		return body;
	}
}
