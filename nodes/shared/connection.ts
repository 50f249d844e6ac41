import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { accessTokenNotes, accessTokenOf } from './pingone/accessToken';
import { apiBase } from './pingone/addresses';
import { isJsonObject } from './pingone/json';
import { PingOne, type Send } from './pingone/pingOne';
import type { Answer } from './pingone/refusals';
import { NoToken, tokenFailure, workerNotes, workerOf } from './pingone/worker';

type Context = IExecuteFunctions | ILoadOptionsFunctions;

/**
 * PingOne as the node's credential reaches it. Nothing is sent yet.
 *
 * @throws {Failure} naming the field of the credential that cannot be used.
 */
export async function connect(context: Context): Promise<PingOne> {
	return context.getNodeParameter('authentication', 0) === 'oAuth2'
		? await connectWorker(context)
		: await connectWithAccessToken(context);
}

async function connectWithAccessToken(context: Context): Promise<PingOne> {
	const credentialType = 'pingOneApi';
	const { apiPath, accessToken } = await context.getCredentials(credentialType);
	const send: Send = async (request) =>
		await deliver(context, credentialType, { ...request, ignoreHttpStatusErrors: true });
	return new PingOne(send, apiBase(apiPath), accessTokenNotes(accessTokenOf(accessToken)));
}

/** n8n's own OAuth2 code gets the tokens, and renews one that PingOne answers with 401. */
async function connectWorker(context: Context): Promise<PingOne> {
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
	return new PingOne(firstAlone(send), worker.apiBase, notes);
}

async function deliver(
	context: Context,
	credentialType: string,
	request: IHttpRequestOptions,
): Promise<Answer> {
	const answer: IN8nHttpFullResponse = await context.helpers.httpRequestWithAuthentication.call(
		context,
		credentialType,
		{
			...request,
			disableFollowRedirect: true,
			returnFullResponse: true,
		},
	);
	return { status: answer.statusCode, body: answer.body };
}

/**
 * n8n renews a token once for all requests that are under way, but gets the very first one once for
 * each of them (50 items, 50 token calls). So the first request goes alone, and where PingOne has
 * refused to hand out a token, no other asks again.
 */
function firstAlone(send: Send): Send {
	let first: Promise<unknown> | undefined;
	let refused: NoToken | undefined;

	const sendUnlessRefused: Send = async (request) => {
		if (refused) throw refused;
		return await send(request).catch((error: unknown) => {
			if (error instanceof NoToken && error.isFinal) refused = error;
			throw error;
		});
	};
	return async (request) => {
		if (first !== undefined) {
			await first;
			return await sendUnlessRefused(request);
		}
		const delivery = sendUnlessRefused(request);
		first = delivery.catch(() => undefined);
		return await delivery;
	};
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
