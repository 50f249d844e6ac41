import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IDataObject,
	IHttpRequestHelper,
	INodeProperties,
} from 'n8n-workflow';
import { tryWorker } from '../nodes/shared/credentialTest';
import { failureFrom } from '../nodes/shared/pingone/failure';
import { isJsonObject } from '../nodes/shared/pingone/json';
import { REGIONS } from '../nodes/shared/pingone/regions';

const showOnlyForCustom = { show: { region: ['custom'] } };

/** What n8n calls the execution where there is none: in the editor. */
const NO_EXECUTION = '__UNKNOWN__';
const NO_TOKEN = 'none';

/**
 * A PingOne worker application. n8n's own OAuth2 code gets its tokens and renews them. But where a
 * credential is tested in the editor, that code would say no more of a wrong field than "HTTP status
 * 401", so there it is kept from asking, and `preAuthentication` asks and says what to look at.
 * (n8n calls it since 2.18; before, its own words are all there is.)
 */
export class PingOneOAuth2Api implements ICredentialType {
	name = 'pingOneOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'PingOne OAuth2 API';

	icon: Icon = { light: 'file:../icons/pingOne.svg', dark: 'file:../icons/pingOne.dark.svg' };

	documentationUrl = 'https://n8n-nodes-pingone.example/#credentials';

	properties: INodeProperties[] = [
		{
			// Where a credential that has been in use is tested again, n8n puts `true` in place of its
			// token, and would ask for another one itself, unless the grant type is a strange one.
			displayName: 'Grant Type',
			name: 'grantType',
			type: 'hidden',
			default: '={{ $self.oauthTokenData === true ? "preAuthentication" : "clientCredentials" }}',
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
			description: 'Where your PingOne organization is',
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
			description: 'The address that people sign in at, without anything behind the host',
			displayOptions: showOnlyForCustom,
		},
		{
			displayName: 'Worker Environment ID',
			name: 'workerEnvironmentId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 6f0a1e3c-52b7-4f0e-8c55-0d9c3b7a4e21',
			hint: 'Leave it empty only where Auth Path is a custom domain of PingOne, which leaves it out',
			description:
				'The environment that the worker application is in. It may be another one than the environment of the people that it acts on.',
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
				"What the worker application has as its token endpoint authentication method; PingOne's own default is Client Secret Basic",
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default:
				'={{ $self.region === "custom" ? $self.authPath.trim().replace(/\\/+$/, "") : "https://auth.pingone." + $self.region }}{{ $self.workerEnvironmentId.trim() ? "/" + $self.workerEnvironmentId.trim() : "" }}/as/token',
		},
		{ displayName: 'Authorization URL', name: 'authUrl', type: 'hidden', default: '' },
		{
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			default: '',
		},
		{ displayName: 'Scope', name: 'scope', type: 'hidden', default: '' },
		{
			displayName: 'Send Additional Body Properties',
			name: 'sendAdditionalBodyProperties',
			type: 'hidden',
			default: false,
		},
		{
			displayName: 'Additional Body Properties',
			name: 'additionalBodyProperties',
			type: 'hidden',
			default: '',
		},
		{
			// Before a credential has been in use, n8n would ask for a token itself, unless there is one.
			displayName: 'Token',
			name: 'oauthTokenData',
			type: 'hidden',
			typeOptions: { password: true },
			default: `={{ $execution.id === "${NO_EXECUTION}" ? { access_token: "${NO_TOKEN}" } : {} }}`,
		},
	];

	async preAuthentication(
		this: IHttpRequestHelper,
		credential: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		if (!isInEditor(credential)) return {};
		const oauthTokenData = await tryWorker(this, credential).catch((error: unknown) => {
			const failure = failureFrom(error);
			throw new Error(`${failure.message}. ${failure.advice}`, { cause: failure });
		});
		return { oauthTokenData };
	}

	/** What is to be said of wrong fields, `preAuthentication` has said before this is sent. */
	test: ICredentialTestRequest = {
		request: {
			baseURL:
				'={{ $credentials.region === "custom" ? $credentials.apiPath.trim().replace(/\\/+$/, "").replace(/\\/v1$/i, "") : "https://api.pingone." + $credentials.region }}',
			url: '/v1/environments?limit=1',
			disableFollowRedirect: true,
		},
	};
}

function isInEditor({ oauthTokenData }: ICredentialDataDecryptedObject): boolean {
	if (!isJsonObject(oauthTokenData)) return true;
	return oauthTokenData.access_token === NO_TOKEN;
}
