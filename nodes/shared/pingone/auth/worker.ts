import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { isAccessToken } from './accessToken';
import { apiBase, authBase } from './addresses';
import { PingOneError, type ErrorContext } from '../errors/pingOneError';
import { checkedId } from '../ids';
import { isRegion } from './regions';
import { quote } from '../text';

/** A worker application, with whose client ID and secret PingOne issues tokens. */
export interface Worker {
	/** Base address of the API, see `apiBase`. */
	apiBase: string;
	/** Address of the token endpoint. */
	tokenUrl: string;
	clientId: string;
	clientSecret: string;
	/** Client Secret Basic or Client Secret Post. */
	authentication: 'header' | 'body';
	/** Labels of the credential fields with the addresses of the API and of the token endpoint. */
	apiField: string;
	authField: string;
}

const CHECK_FIELD = 'Open the PingOne credential and correct it. Nothing was sent.';

/**
 * Returns the worker application of a credential of type `pingOneWorkerApi`.
 *
 * @throws {PingOneError} naming the field that is not valid.
 */
export function workerOf(credential: IDataObject): Worker {
	const { region, authentication } = credential;
	if (region !== 'custom' && !isRegion(region)) {
		throw new PingOneError(`'Region' is not a PingOne region: ${quote(region)}`, CHECK_FIELD);
	}
	if (authentication !== 'header' && authentication !== 'body') {
		throw new PingOneError(
			`'Authentication' is neither 'Client Secret Basic' nor 'Client Secret Post': ${quote(authentication)}`,
			CHECK_FIELD,
		);
	}
	const isCustom = region === 'custom';
	const auth = isCustom ? authBase(credential.authPath) : `https://auth.pingone.${region}`;
	const environment = workerEnvironment(credential.workerEnvironmentId, isCustom);
	return {
		apiBase: isCustom ? apiBase(credential.apiPath) : `https://api.pingone.${region}/v1`,
		tokenUrl: `${auth}${environment}/as/token`,
		clientId: requiredField('Client ID', credential.clientId),
		clientSecret: requiredField('Client Secret', credential.clientSecret),
		authentication,
		apiField: isCustom ? "'API Path'" : "'Region'",
		authField: isCustom ? "'Auth Path'" : "'Region'",
	};
}

/** Returns the path segment of the environment; a custom domain has none. */
function workerEnvironment(id: unknown, isCustom: boolean): string {
	if (isCustom && typeof id === 'string' && id.trim() === '') return '';
	if (String(id).trim() === '') {
		throw new PingOneError(
			"'Worker Environment ID' in the PingOne credential is empty",
			'Enter the environment ID from the Overview tab of the worker application in PingOne. Nothing was sent.',
		);
	}
	return `/${checkedId('Worker Environment ID', id)}`;
}

function requiredField(name: string, value: unknown): string {
	// A vault may have added a line break at the end.
	const text = typeof value === 'string' ? value.trim() : '';
	if (text === '')
		throw new PingOneError(`'${name}' in the PingOne credential is empty`, CHECK_FIELD);
	if (!/\s/.test(text)) return text;
	throw new PingOneError(
		`'${name}' in the PingOne credential contains a blank or a line break`,
		CHECK_FIELD,
	);
}

/** Returns the error context of requests with a worker application's token. */
export function workerErrorContext(worker: Worker): ErrorContext {
	return {
		addressField: worker.apiField,
		tokenAdvice: `n8n has just renewed the token, and PingOne refuses the new one as well. Check that the worker application is enabled in PingOne, and that ${worker.apiField} in the PingOne credential is the one of its organization.`,
		secrets: secretsOf(worker),
		ownApplicationId: worker.clientId,
	};
}

/** Returns the secrets to hide in errors. */
export function secretsOf({ clientId, clientSecret }: Worker): Set<string> {
	return new Set([clientSecret, basicCredentials(clientId, clientSecret)]);
}

/** Returns the credentials of a header `Authorization: Basic`. */
export function basicCredentials(clientId: string, clientSecret: string): string {
	return Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
}

/**
 * Returns a token in the form in which n8n stores it with the credential: prefixed with a
 * fingerprint of the fields that it was requested with. n8n keeps the stored token when somebody
 * changes the credential's secret.
 */
export function storedToken(worker: Worker, token: string): string {
	return `${fingerprintOf(worker)}.${token}`;
}

/**
 * Returns the token from its stored form; undefined if there is none, or if it was requested with
 * another client ID, client secret, environment or host.
 */
export function tokenIn(worker: Worker, stored: unknown): string | undefined {
	const prefix = `${fingerprintOf(worker)}.`;
	if (typeof stored !== 'string' || !stored.startsWith(prefix)) return undefined;
	const token = stored.slice(prefix.length);
	return isAccessToken(token) ? token : undefined;
}

function fingerprintOf({ apiBase, tokenUrl, clientId, clientSecret }: Worker): string {
	const requestedWith = JSON.stringify([apiBase, tokenUrl, clientId, clientSecret]);
	return createHash('sha256').update(requestedWith).digest('hex');
}
