import type {
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { apiBase } from './pingone/apiPath';
import { accessTokenOf } from './pingone/accessToken';
import { PingOne } from './pingone/pingOne';
import type { Answer } from './pingone/refusals';

/** The credential type behind each value of the parameter 'Authentication'. */
const CREDENTIAL_TYPES = { accessToken: 'pingOneApi' } as const;

/**
 * PingOne as the node's credential reaches it. Nothing is sent yet.
 *
 * @throws {Failure} naming 'API Path' or 'Access Token' where the credential's own is refused.
 */
export async function connect(
	context: IExecuteFunctions | ILoadOptionsFunctions,
): Promise<PingOne> {
	const credentialType = CREDENTIAL_TYPES.accessToken;
	const { apiPath, accessToken } = await context.getCredentials(credentialType);

	const send = async (request: IHttpRequestOptions): Promise<Answer> => {
		const answer: IN8nHttpFullResponse = await context.helpers.httpRequestWithAuthentication.call(
			context,
			credentialType,
			{
				...request,
				disableFollowRedirect: true,
				ignoreHttpStatusErrors: true,
				returnFullResponse: true,
			},
		);
		return { status: answer.statusCode, body: answer.body };
	};
	return new PingOne(send, apiBase(apiPath), [accessTokenOf(accessToken)]);
}
