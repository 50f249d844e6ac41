import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { accessTokenNotes, accessTokenOf, isAccessToken } from './pingone/accessToken';
import { apiBase } from './pingone/addresses';
import type { RequestScheduler } from './http/scheduler';
import { Failure } from './pingone/failure';
import { PingOne, type Send } from './pingone/pingOne';
import type { Answer } from './pingone/refusals';
import { TokenRenewal } from './pingone/tokenRenewal';
import { workerNotes, workerOf } from './pingone/worker';

type Context = IExecuteFunctions | ILoadOptionsFunctions;

/**
 * PingOne as the node's credential reaches it. Nothing is sent yet.
 *
 * @param scheduler that all requests go through; each is tried once where left out.
 * @throws {Failure} naming the field of the credential that cannot be used.
 */
export async function connect(context: Context, scheduler?: RequestScheduler): Promise<PingOne> {
	return context.getNodeParameter('authentication', 0) === 'worker'
		? await connectWorker(context, scheduler)
		: await connectWithAccessToken(context, scheduler);
}

async function connectWithAccessToken(
	context: Context,
	scheduler?: RequestScheduler,
): Promise<PingOne> {
	const credentialType = 'pingOneApi';
	const { apiPath, accessToken } = await context.getCredentials(credentialType);
	const send: Send = async (request) => await deliver(context, credentialType, request);
	const notes = accessTokenNotes(accessTokenOf(accessToken));
	return new PingOne(send, apiBase(apiPath), notes, scheduler);
}

/** n8n gets the tokens, by the `preAuthentication` of the credential type, when it is made to. */
async function connectWorker(context: Context, scheduler?: RequestScheduler): Promise<PingOne> {
	const credentialType = 'pingOneWorkerApi';
	const credential = await context.getCredentials(credentialType);
	const worker = workerOf(credential);
	const notes = workerNotes(worker);
	const { accessToken } = credential;
	const storedToken = isAccessToken(accessToken) ? accessToken : '';
	notes.secrets.add(storedToken);
	const renewal = new TokenRenewal(storedToken);

	const send: Send = async (request) =>
		await renewal.send(async (token, onNewToken) => {
			const data = credentialWith(credential, token, (newToken) => {
				notes.secrets.add(newToken);
				onNewToken(newToken);
			});
			return await deliver(context, credentialType, request, data).catch((error: unknown) => {
				throw failureIn(error) ?? error;
			});
		}, request.abortSignal);
	return new PingOne(send, worker.apiBase, notes, scheduler);
}

/**
 * The credential as n8n is to use it for one request. Where its token is empty, n8n gets one, stores
 * it for the executions that follow, and assigns it to the credential before it sends the request.
 */
function credentialWith(
	credential: ICredentialDataDecryptedObject,
	token = '',
	onNewToken: (token: string) => void,
): ICredentialDataDecryptedObject {
	let current = token;
	return {
		...credential,
		get accessToken() {
			return current;
		},
		set accessToken(assigned: string) {
			if (assigned !== current) onNewToken((current = assigned));
		},
	};
}

/**
 * @param data the credential to use, in place of the stored one, which n8n would read for each request.
 */
async function deliver(
	context: Context,
	credentialType: string,
	request: IHttpRequestOptions,
	data?: ICredentialDataDecryptedObject,
): Promise<Answer> {
	const options = {
		...request,
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
	};
	const credentialsDecrypted = data && { id: '', name: '', type: credentialType, data };
	const answer: IN8nHttpFullResponse = await context.helpers.httpRequestWithAuthentication.call(
		abortedBy(context, request.abortSignal),
		credentialType,
		options,
		{ credentialsDecrypted },
	);
	return { status: answer.statusCode, body: answer.body, headers: answer.headers };
}

/** n8n lets a request end with the execution, and with nothing else: the signal it is given is replaced. */
function abortedBy(context: Context, signal: IHttpRequestOptions['abortSignal']): Context {
	return Object.create(context, { getExecutionCancelSignal: { value: () => signal } });
}

/** The failure that `preAuthentication` threw, in the errors that n8n wrapped around it. */
function failureIn(error: unknown): Failure | undefined {
	if (error instanceof Failure) return error;
	return error instanceof Error ? failureIn(error.cause) : undefined;
}
