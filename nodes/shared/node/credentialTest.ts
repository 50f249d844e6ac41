import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IHttpRequestOptions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { accessTokenErrorContext, accessTokenOf } from '../pingone/auth/accessToken';
import { apiBase } from '../pingone/auth/addresses';
import { throwIfNotAllowed } from '../pingone/auth/allowedDomains';
import { testEnvironments } from '../pingone/environments';
import { toPingOneError, type ErrorContext } from '../pingone/errors/pingOneError';
import { PingOneClient, type Send } from '../pingone/client';
import { acquireToken } from '../pingone/auth/tokenEndpoint';
import { workerErrorContext, workerOf } from '../pingone/auth/worker';

/**
 * Tests a PingOne API credential by reading one environment. It is a function instead of a `test`
 * request, because for a `test` request n8n shows only the error code of a failed connection, and
 * accepts a sign-in page with status 200.
 */
export async function testPingOneApi(
	this: ICredentialTestFunctions,
	{ data }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await testResult('PingOne accepts the token', async () => {
		const credential = data ?? {};
		const token = accessTokenOf(credential.accessToken);
		const base = apiBase(credential.apiPath);
		throwIfNotAllowed(credential, [base]);
		await readEnvironmentWith(token, legacySend(this), base, accessTokenErrorContext(token));
	});
}

/**
 * Tests a PingOne Worker Application API credential: gets a token with the entered fields, and
 * reads one environment with it. A `test` request would use the stored token, so a wrong new
 * secret would pass.
 */
export async function testPingOneWorkerApi(
	this: ICredentialTestFunctions,
	{ data }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await testResult('PingOne accepts the worker application', async () => {
		const credential = data ?? {};
		const worker = workerOf(credential);
		throwIfNotAllowed(credential, [worker.apiBase, worker.tokenUrl]);
		const token = await acquireToken(legacySend(this), worker);
		const tokenAdvice = `PingOne has just issued this token. Check that ${worker.apiField} and ${worker.authField} in the PingOne credential belong to the same PingOne.`;
		await readEnvironmentWith(token, legacySend(this), worker.apiBase, {
			...workerErrorContext(worker),
			tokenAdvice,
		});
	});
}

async function testResult(
	success: string,
	test: () => Promise<void>,
): Promise<INodeCredentialTestResult> {
	try {
		await test();
		return { status: 'OK', message: success };
	} catch (error) {
		const { message, description } = toPingOneError(error);
		return { status: 'Error', message: `${message}. ${description}` };
	}
}

async function readEnvironmentWith(
	token: string,
	send: Send,
	base: string,
	errorContext: ErrorContext,
): Promise<void> {
	errorContext.secrets.add(token);
	errorContext.isWithoutItems = true;
	const sendWithToken: Send = async (request) =>
		await send({ ...request, headers: { ...request.headers, Authorization: `Bearer ${token}` } });
	await testEnvironments(new PingOneClient(sendWithToken, base, errorContext));
}

/** Sends requests with `request`, the only helper that n8n provides for a credential test. */
function legacySend({ helpers: { request } }: ICredentialTestFunctions): Send {
	return async ({ url, method, headers, body, timeout }: IHttpRequestOptions) => {
		const response = await request({
			url,
			method,
			headers,
			body,
			timeout,
			json: true,
			followRedirect: false,
			simple: false,
			resolveWithFullResponse: true,
		});
		return { status: response.statusCode, body: response.body };
	};
}
