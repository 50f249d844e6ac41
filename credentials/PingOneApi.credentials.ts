import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { accessTokenOf } from '../nodes/shared/pingone/auth/accessToken';

/** Credential with a pasted access token, which expires after an hour. */
export class PingOneApi implements ICredentialType {
	name = 'pingOneApi';

	displayName = 'PingOne Access Token API';

	icon: Icon = { light: 'file:../icons/pingOne.svg', dark: 'file:../icons/pingOne.dark.svg' };

	documentationUrl = 'https://n8n-nodes-pingone.example/#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'API Path',
			name: 'apiPath',
			type: 'string',
			required: true,
			default: 'https://api.pingone.com/v1',
			placeholder: 'e.g. https://api.pingone.eu/v1',
			hint: 'Copy the address of your region: https://api.pingone.com/v1 (North America), https://api.pingone.ca/v1 (Canada), https://api.pingone.eu/v1 (Europe), https://api.pingone.com.au/v1 (Australia), https://api.pingone.sg/v1 (Singapore), https://api.pingone.asia/v1 (Asia-Pacific)',
			description: "The address of PingOne's API for your region, with or without /v1",
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'A token with the role Identity Data Admin. It stops working after an hour.',
		},
	];

	async authenticate(
		{ accessToken }: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const headers = { ...request.headers, Authorization: `Bearer ${accessTokenOf(accessToken)}` };
		return { ...request, headers };
	}
}
