import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IHttpRequestOptions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { apiBase } from './pingone/apiPath';
import { accessTokenOf } from './pingone/accessToken';
import { environmentPage, environmentsPath } from './pingone/environments';
import { failureFrom } from './pingone/failure';
import { PingOne, type Send } from './pingone/pingOne';

/**
 * Tests a PingOne API credential with the cheapest read there is: one environment of those that the
 * token sees. A function rather than a `test` request, because n8n shows the bare code of a
 * connection that fails for the latter, and takes a sign-in page with status 200 for a success.
 */
export async function testPingOneApi(
	this: ICredentialTestFunctions,
	{ data }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	try {
		const token = accessTokenOf(data?.accessToken);
		const pingOne = new PingOne(sender(this, token), apiBase(data?.apiPath), [token]);
		await environmentPage(pingOne, environmentsPath('', 1));
		return { status: 'OK', message: 'PingOne accepts the token' };
	} catch (error) {
		const { message, advice } = failureFrom(error);
		return { status: 'Error', message: `${message}. ${advice}` };
	}
}

/** `request` is the one helper that n8n gives a credential test; it does not know the credential. */
function sender({ helpers: { request } }: ICredentialTestFunctions, token: string): Send {
	return async ({ url, method, headers, timeout }: IHttpRequestOptions) => {
		const answer = await request({
			url,
			method,
			headers: { ...headers, Authorization: `Bearer ${token}` },
			timeout,
			json: true,
			followRedirect: false,
			simple: false,
			resolveWithFullResponse: true,
		});
		return { status: answer.statusCode, body: answer.body };
	};
}
