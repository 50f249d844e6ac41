import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IHttpRequestOptions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { accessTokenErrorContext, accessTokenOf } from '../pingone/accessToken';
import { apiBase } from '../pingone/addresses';
import { environmentPage, environmentsPath } from '../pingone/environments';
import { toPingOneError, type ErrorContext } from '../pingone/errors';
import { PingOneClient, type Send } from '../pingone/client';
import { acquireToken } from '../pingone/tokenEndpoint';
import { workerErrorContext, workerOf } from '../pingone/worker';

/**
 * Tests a PingOne API credential with the cheapest read there is: one environment of those that the
 * token sees. A function rather than a `test` request, because n8n shows the bare code of a
 * connection that fails for the latter, and takes a sign-in page with status 200 for a success.
 */
export async function testPingOneApi(
	this: ICredentialTestFunctions,
	{ data }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await resultOf('PingOne accepts the token', async () => {
		const token = accessTokenOf(data?.accessToken);
		await readWith(token, olderSend(this), apiBase(data?.apiPath), accessTokenErrorContext(token));
	});
}

/**
 * Tests a PingOne Worker Application API credential: gets a token with the fields as they are
 * entered, and reads one environment with it. A `test` request would use the stored token if
 * there is one, so that a wrong new secret would pass.
 */
export async function testPingOneWorkerApi(
	this: ICredentialTestFunctions,
	{ data }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await resultOf('PingOne accepts the worker application', async () => {
		const worker = workerOf(data ?? {});
		const token = await acquireToken(olderSend(this), worker);
		const tokenAdvice = `PingOne has just issued this token. Check that ${worker.apiField} and ${worker.authField} in the PingOne credential belong to the same PingOne.`;
		await readWith(token, olderSend(this), worker.apiBase, {
			...workerErrorContext(worker),
			tokenAdvice,
		});
	});
}

async function resultOf(
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

async function readWith(
	token: string,
	send: Send,
	base: string,
	errorContext: ErrorContext,
): Promise<void> {
	errorContext.secrets.add(token);
	errorContext.isWithoutItems = true;
	const sendWithToken: Send = async (request) =>
		await send({ ...request, headers: { ...request.headers, Authorization: `Bearer ${token}` } });
	await environmentPage(
		new PingOneClient(sendWithToken, base, errorContext),
		environmentsPath('', 1),
	);
}

/** `request` is the one helper that n8n gives a credential test. */
function olderSend({ helpers: { request } }: ICredentialTestFunctions): Send {
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
