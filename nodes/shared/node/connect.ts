import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { AS_STREAM, readBody } from '../http/responseBody';
import { RequestScheduler } from '../http/scheduler';
import { accessTokenErrorContext, accessTokenOf } from '../pingone/auth/accessToken';
import { apiBase } from '../pingone/auth/addresses';
import type { ApiResponse } from '../pingone/errors/responseErrors';
import { PingOneClient, type Send } from '../pingone/client';
import { PingOneError, TokenError } from '../pingone/errors/pingOneError';
import { tokenErrors } from '../pingone/auth/tokenEndpoint';
import { TokenRenewal } from '../pingone/auth/tokenRenewal';
import { secretsOf, tokenIn, workerErrorContext, workerOf } from '../pingone/auth/worker';

type Context = IExecuteFunctions | ILoadOptionsFunctions;
type TriggerContext = IHookFunctions | IPollFunctions | IWebhookFunctions;
type WorkerContext = Context | TriggerContext;

/**
 * Creates a client with the node's credential, without sending anything.
 *
 * @param scheduler for all requests of an execution. If left out, the client is for the editor
 * and tries each request once.
 * @throws {PingOneError} naming the field of the credential that is not valid.
 */
export async function connect(
	context: Context,
	scheduler?: RequestScheduler,
): Promise<PingOneClient> {
	// A node without this parameter uses a worker application.
	return context.getNodeParameter('authentication', 0) === 'accessToken'
		? await connectWithAccessToken(context, scheduler)
		: await connectWorker(context, scheduler);
}

async function connectWithAccessToken(
	context: Context,
	scheduler?: RequestScheduler,
): Promise<PingOneClient> {
	const credentialType = 'pingOneApi';
	const { apiPath, accessToken } = await sharedCredential(context, credentialType);
	const send: Send = async (request) => await sendWithCredential(context, credentialType, request);
	const errorContext = accessTokenErrorContext(accessTokenOf(accessToken));
	errorContext.isWithoutItems = scheduler === undefined;
	return new PingOneClient(send, apiBase(apiPath), errorContext, scheduler);
}

/**
 * Creates a client with the node's worker application for publishing, unpublishing, polling and deliveries,
 * without items. Each request is tried a few times, because not every version of n8n tries again.
 *
 * @param maxPerSecond maximum number of requests per second.
 * @throws {PingOneError} naming the field of the credential that is not valid.
 */
export async function connectHook(
	context: TriggerContext,
	maxPerSecond?: number,
): Promise<PingOneClient> {
	const scheduler = new RequestScheduler({ maxAttempts: HOOK_MAX_ATTEMPTS, maxPerSecond });
	const client = await connectWorker(context, scheduler);
	client.context.isWithoutItems = true;
	return client;
}

const HOOK_MAX_ATTEMPTS = 3;

/**
 * Creates a client with a worker application. n8n gets its tokens through the credential type's
 * `preAuthentication`.
 */
async function connectWorker(
	context: WorkerContext,
	scheduler?: RequestScheduler,
): Promise<PingOneClient> {
	const credentialType = 'pingOneWorkerApi';
	const credential = await sharedCredential(context, credentialType);
	const worker = workerOf(credential);
	const errorContext = workerErrorContext(worker);
	errorContext.isWithoutItems = scheduler === undefined;
	const token = tokenIn(worker, credential.accessToken);
	if (token !== undefined) errorContext.secrets.add(token);
	const renewal = new TokenRenewal(token === undefined ? undefined : credential);

	/** Reads the credential again, because its secret may have been changed since. */
	const withoutToken = async (onNewToken: (data: ICredentialDataDecryptedObject) => void) => {
		const current = await context.getCredentials(credentialType);
		const currentWorker = workerOf(current);
		if (currentWorker.apiBase !== worker.apiBase) throw addressChanged();
		for (const secret of secretsOf(currentWorker)) errorContext.secrets.add(secret);
		return credentialWithoutToken(current, (accessToken) => {
			errorContext.secrets.add(tokenIn(currentWorker, accessToken)!);
			onNewToken({ ...current, accessToken });
		});
	};
	const send: Send = async (request) =>
		await renewal.send(async (authorized, onNewToken) => {
			const data = authorized ?? (await withoutToken(onNewToken));
			return await sendWithCredential(context, credentialType, request, data).catch(
				(error: unknown) => {
					throw tokenErrors.get(data) ?? error;
				},
			);
		}, request.abortSignal);
	return new PingOneClient(send, worker.apiBase, errorContext, scheduler);
}

/**
 * Returns the credential, which must be the same for all items: they share one token.
 *
 * @throws {PingOneError} if an expression in the credential has another value for another item.
 */
async function sharedCredential(
	context: WorkerContext,
	type: string,
): Promise<ICredentialDataDecryptedObject> {
	const credential = await context.getCredentials(type);
	const count = 'getInputData' in context ? context.getInputData().length : 1;
	if (count === 1) return credential;
	const withoutStoredToken = (data: ICredentialDataDecryptedObject) =>
		JSON.stringify({ ...data, ...(type === 'pingOneWorkerApi' && { accessToken: '' }) });
	const expected = withoutStoredToken(credential);
	const isSame = async (itemIndex: number) => {
		const read = async () => await context.getCredentials(type, itemIndex);
		return await read().then(
			(data) => withoutStoredToken(data) === expected,
			() => false,
		);
	};
	// With the index of no item, only an expression that depends on the item has another value.
	if (await isSame(count)) return credential;
	for (let index = 1; index < count; index++)
		if (!(await isSame(index))) throw credentialDiffers(index);
	return credential;
}

function credentialDiffers(itemIndex: number): PingOneError {
	return new PingOneError(
		`The PingOne credential has another value for item ${itemIndex} than for item 0, because it contains an expression`,
		'All items of a node share one token. Use one node for each credential, or Loop Over Items with a batch size of 1. Nothing was sent.',
	);
}

function addressChanged(): TokenError {
	return new TokenError(
		'No access token: the PingOne credential now has the address of another PingOne',
		'Somebody changed it during this execution. Run the workflow again.',
		false,
	);
}

/**
 * Returns a copy of the credential with an empty token. n8n gets a new one, stores it for later
 * executions, and assigns it to this copy before it sends the request.
 *
 * @param onNewToken called with the token in its stored form.
 */
function credentialWithoutToken(
	credential: ICredentialDataDecryptedObject,
	onNewToken: (stored: string) => void,
): ICredentialDataDecryptedObject {
	let current = '';
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
 * Sends a request.
 *
 * @param data the credential to use; if left out, n8n reads the stored one for each request.
 */
async function sendWithCredential(
	context: WorkerContext,
	credentialType: string,
	request: IHttpRequestOptions,
	data?: ICredentialDataDecryptedObject,
): Promise<ApiResponse> {
	const options = { ...request, ...AS_STREAM };
	const credentialsDecrypted = data && { id: '', name: '', type: credentialType, data };
	const response: IN8nHttpFullResponse = await context.helpers.httpRequestWithAuthentication.call(
		abortedBy(context, request.abortSignal),
		credentialType,
		options,
		{ credentialsDecrypted },
	);
	const { statusCode: status, headers } = response;
	return { status, headers, ...(await readBody(response.body)) };
}

/**
 * Returns a context whose cancel signal is the request's: n8n aborts requests only with that
 * signal.
 */
function abortedBy(
	context: WorkerContext,
	signal: IHttpRequestOptions['abortSignal'],
): WorkerContext {
	return Object.create(context, { getExecutionCancelSignal: { value: () => signal } });
}
