import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	Icon,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	INodeProperties,
} from 'n8n-workflow';
import { toPingOneError } from '../nodes/shared/pingone/errors/pingOneError';
import type { Send } from '../nodes/shared/pingone/client';
import { REGIONS } from '../nodes/shared/pingone/auth/regions';
import { AS_STREAM, readBody } from '../nodes/shared/http/responseBody';
import { acquireToken, tokenErrors } from '../nodes/shared/pingone/auth/tokenEndpoint';
import { storedToken, tokenIn, workerOf } from '../nodes/shared/pingone/auth/worker';

const showOnlyForCustom = { show: { region: ['custom'] } };

/**
 * Credential for a PingOne worker application: n8n gets access tokens with its client ID and
 * secret.
 */
export class PingOneWorkerApi implements ICredentialType {
	name = 'pingOneWorkerApi';

	displayName = 'PingOne Worker Application API';

	icon: Icon = { light: 'file:../icons/pingOne.svg', dark: 'file:../icons/pingOne.dark.svg' };

	documentationUrl = 'https://n8n-nodes-pingone.example/#credentials';

	properties: INodeProperties[] = [
		{
			// n8n stores the token here: `expirable` makes n8n call `preAuthentication` if it is empty,
			// and `password` hides it from the editor.
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		{
			displayName: 'Region',
			name: 'region',
			type: 'options',
			options: [
				...Object.entries(REGIONS).map(([value, name]) => ({ name, value })),
				{
					name: 'Custom',
					value: 'custom',
					description: 'A custom sign-on domain, or a gateway in front of PingOne',
				},
			],
			default: 'com',
			description: 'The region of your PingOne organization',
		},
		{
			displayName: 'API Path',
			name: 'apiPath',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://api.pingone.eu/v1',
			description: "The address of PingOne's API, with or without /v1",
			displayOptions: showOnlyForCustom,
		},
		{
			displayName: 'Auth Path',
			name: 'authPath',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://sso.acme.example',
			description: 'The address of the sign-on domain, without a path',
			displayOptions: showOnlyForCustom,
		},
		{
			displayName: 'Worker Environment ID',
			name: 'workerEnvironmentId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 6f0a1e3c-52b7-4f0e-8c55-0d9c3b7a4e21',
			hint: 'The environment ID on the Overview tab of the worker application. Empty only if Auth Path is a custom domain of PingOne.',
			description:
				'The environment that the worker application is in. The users that it acts on may be in another environment.',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			required: true,
			default: '',
			description: "The worker application's client ID",
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: "The worker application's client secret",
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			options: [
				{ name: 'Client Secret Basic', value: 'header' },
				{ name: 'Client Secret Post', value: 'body' },
			],
			default: 'header',
			description:
				"The worker application's token endpoint authentication method; PingOne's default is Client Secret Basic",
		},
	];

	/** Gets a token. n8n calls this if it has none, and stores the result with the credential. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credential: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		const send: Send = async (request) => {
			const response: IN8nHttpFullResponse = await this.helpers.httpRequest({
				...request,
				...AS_STREAM,
			});
			const { statusCode: status, headers } = response;
			return { status, headers, ...(await readBody(response.body)) };
		};
		try {
			const worker = workerOf(credential);
			return { accessToken: storedToken(worker, await acquireToken(send, worker)) };
		} catch (error) {
			const cause = toPingOneError(error);
			tokenErrors.set(credential, cause);
			// Other nodes, such as HTTP Request, show only the message.
			throw new Error(`${cause.message}. ${cause.description}`);
		}
	}

	/**
	 * Adds the stored token to a request.
	 *
	 * @throws as if PingOne had responded with 401, if the token was requested with other values than the
	 * credential has now: n8n then requests another one and calls this again. Nothing is sent before.
	 */
	async authenticate(
		{ accessToken, ...credential }: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const token = tokenIn(workerOf(credential), accessToken);
		if (token === undefined) throw new OtherCredentialError();
		return { ...request, headers: { ...request.headers, Authorization: `Bearer ${token}` } };
	}
}

/** In the form in which n8n recognizes a response with status 401. */
class OtherCredentialError extends Error {
	readonly response = { status: 401 };

	constructor() {
		super('The stored access token was requested with another client ID, secret or address');
	}
}
