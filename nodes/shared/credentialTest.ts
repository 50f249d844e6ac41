import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { accessTokenNotes, accessTokenOf } from './pingone/accessToken';
import { apiBase } from './pingone/addresses';
import { environmentPage, environmentsPath } from './pingone/environments';
import { failureFrom, type CredentialNotes } from './pingone/failure';
import { PingOne, type Send } from './pingone/pingOne';
import { acquireToken, workerNotes, workerOf } from './pingone/worker';

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
		await readWith(token, olderSend(this), apiBase(data?.apiPath), accessTokenNotes(token));
		return { status: 'OK', message: 'PingOne accepts the token' };
	} catch (error) {
		const { message, advice } = failureFrom(error);
		return { status: 'Error', message: `${message}. ${advice}` };
	}
}

/**
 * Tests a PingOne OAuth2 API credential: gets a token, and reads one environment with it.
 *
 * @returns what the token endpoint answered, the token in it.
 * @throws {Failure} naming the field to look at.
 */
export async function tryWorker(
	{ helpers }: IHttpRequestHelper,
	credential: ICredentialDataDecryptedObject,
): Promise<IDataObject> {
	const send: Send = async (request) => {
		const answer: IN8nHttpFullResponse = await helpers.httpRequest({
			...request,
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
		});
		return { status: answer.statusCode, body: answer.body };
	};
	const worker = workerOf(credential);
	const tokens = await acquireToken(send, worker);
	await readWith(tokens.access_token, send, worker.apiBase, workerNotes(worker));
	return tokens;
}

async function readWith(
	token: string,
	send: Send,
	base: string,
	notes: CredentialNotes,
): Promise<void> {
	notes.secrets.add(token);
	const sendWithToken: Send = async (request) =>
		await send({ ...request, headers: { ...request.headers, Authorization: `Bearer ${token}` } });
	await environmentPage(new PingOne(sendWithToken, base, notes), environmentsPath('', 1));
}

/** `request` is the one helper that n8n gives a credential test. */
function olderSend({ helpers: { request } }: ICredentialTestFunctions): Send {
	return async ({ url, method, headers, timeout }: IHttpRequestOptions) => {
		const answer = await request({
			url,
			method,
			headers,
			timeout,
			json: true,
			followRedirect: false,
			simple: false,
			resolveWithFullResponse: true,
		});
		return { status: answer.statusCode, body: answer.body };
	};
}
