import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { accessTokenNotes, accessTokenOf } from './pingone/accessToken';
import { apiBase } from './pingone/addresses';
import type { RequestScheduler } from './http/scheduler';
import { isJsonObject } from './pingone/json';
import { PingOne, type Send } from './pingone/pingOne';
import type { Answer } from './pingone/refusals';
import { tokenFailure, workerNotes, workerOf } from './pingone/worker';

type Context = IExecuteFunctions | ILoadOptionsFunctions;

/**
 * PingOne as the node's credential reaches it. Nothing is sent yet.
 *
 * @param scheduler that all requests go through; each is tried once where left out.
 * @throws {Failure} naming the field of the credential that cannot be used.
 */
export async function connect(context: Context, scheduler?: RequestScheduler): Promise<PingOne> {
	return context.getNodeParameter('authentication', 0) === 'oAuth2'
		? await connectWorker(context, scheduler)
		: await connectWithAccessToken(context, scheduler);
}

async function connectWithAccessToken(
	context: Context,
	scheduler?: RequestScheduler,
): Promise<PingOne> {
	const credentialType = 'pingOneApi';
	const { apiPath, accessToken } = await context.getCredentials(credentialType);
	const send: Send = async (request) =>
		await deliver(context, credentialType, { ...request, ignoreHttpStatusErrors: true });
	const notes = accessTokenNotes(accessTokenOf(accessToken));
	return new PingOne(send, apiBase(apiPath), notes, scheduler);
}

/** n8n's own OAuth2 code gets the tokens, and renews one that PingOne answers with 401. */
async function connectWorker(context: Context, scheduler?: RequestScheduler): Promise<PingOne> {
	const credentialType = 'pingOneOAuth2Api';
	const credential = async () => await context.getCredentials<IDataObject>(credentialType);
	const worker = workerOf(await credential());
	const notes = workerNotes(worker);

	const send: Send = async (request) => {
		const answer = await deliver(context, credentialType, {
			...request,
			ignoreHttpStatusErrors: { ignore: true, except: [401] },
		}).catch((error: unknown) => {
			const failure = tokenFailure(error, worker);
			const refused = failure === undefined ? answerIn(error) : undefined;
			if (refused === undefined) throw failure ?? error;
			return refused;
		});
		if (answer.status >= 400) addTokens(notes.secrets, (await credential()).oauthTokenData);
		return answer;
	};
	return new PingOne(send, worker.apiBase, notes, scheduler);
}

async function deliver(
	context: Context,
	credentialType: string,
	request: IHttpRequestOptions,
): Promise<Answer> {
	const answer: IN8nHttpFullResponse = await context.helpers.httpRequestWithAuthentication.call(
		abortedBy(context, request.abortSignal),
		credentialType,
		{
			...request,
			disableFollowRedirect: true,
			returnFullResponse: true,
		},
	);
	return { status: answer.statusCode, body: answer.body, headers: answer.headers };
}

/** n8n lets a request end with the execution, and with nothing else: the signal it is given is replaced. */
function abortedBy(context: Context, signal: IHttpRequestOptions['abortSignal']): Context {
	return Object.create(context, { getExecutionCancelSignal: { value: () => signal } });
}

/** The answer in an error that n8n's request helper throws for its status, where there is one. */
function answerIn(error: unknown): Answer | undefined {
	if (!(error instanceof Error)) return undefined;
	if ('response' in error && isJsonObject(error.response)) {
		const { status, data } = error.response;
		return { status: Number(status), body: data };
	}
	return answerIn(error.cause);
}

/** n8n may have renewed the token since the last look at it. */
function addTokens(secrets: Set<string>, tokenData: unknown): void {
	const texts = Object.values(Object(tokenData)).filter((value) => typeof value === 'string');
	for (const text of texts.filter(({ length }) => length >= SHORTEST_TOKEN)) secrets.add(text);
}

/** Shorter texts beside a token, such as "Bearer", are no secrets. */
const SHORTEST_TOKEN = 16;
