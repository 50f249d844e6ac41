/** n8n's REST interface, as its editor uses it. */
import type {
	ICredentialType,
	INodeCredentials,
	INodeListSearchResult,
	INodeParameters,
	INodeTypeDescription,
} from 'n8n-workflow';
import { Credentials } from './credentials';
import { Executions } from './executions';
import { RestClient } from './restClient';
import { Workflows } from './workflows';

/** The owner of an n8n that has just been started; it is on loopback and lives for minutes. */
export const OWNER = {
	email: 'owner@acme.example',
	firstName: 'Olga',
	lastName: 'Owner',
	password: 'Sandbox-0nly',
};

/** A field whose values are picked from a list, and the node that it is in. */
export interface ListedField {
	nodeType: string;
	field: string;
	parameters: INodeParameters;
	credentials: INodeCredentials;
}

/** n8n's migration report, in part. */
interface MigrationReport {
	report: { workflowResults: Array<{ ruleTitle: string; nbAffectedWorkflows: number }> };
}

/** A signed-in user. */
export class N8nClient {
	readonly credentials: Credentials;
	readonly workflows: Workflows;
	readonly executions: Executions;

	private constructor(private readonly rest: RestClient) {
		this.credentials = new Credentials(rest);
		this.workflows = new Workflows(rest);
		this.executions = new Executions(rest);
	}

	/** n8n's address; no slash at the end. */
	get url(): string {
		return this.rest.url;
	}

	/** Makes the owner of an n8n that has none, and signs in as them. */
	static async forNewOwner(url: string): Promise<N8nClient> {
		await new RestClient(url).post('/rest/owner/setup', OWNER);
		return await N8nClient.signIn(url);
	}

	/** @throws where n8n does not take the password. */
	static async signIn(
		url: string,
		{ email, password }: Pick<typeof OWNER, 'email' | 'password'> = OWNER,
	): Promise<N8nClient> {
		const rest = new RestClient(url);
		const { headers } = await rest.http.post('/rest/login', {
			emailOrLdapLoginId: email,
			password,
		});
		const cookies = (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]);
		rest.http.defaults.headers.common.Cookie = cookies.join('; ');
		return new N8nClient(rest);
	}

	/**
	 * Returns the entries of a node field's list, requested as the editor does.
	 *
	 * @throws with the sentence that the editor shows, where there is no list.
	 */
	async list(methodName: string, { nodeType, field, parameters, credentials }: ListedField) {
		const body = {
			methodName,
			path: `parameters.${field}`,
			nodeTypeAndVersion: { name: nodeType, version: 1 },
			currentNodeParameters: parameters,
			credentials,
		};
		const path = '/rest/dynamic-node-parameters/resource-locator-results';
		return await this.rest.post<INodeListSearchResult>(path, body);
	}

	/** The nodes that the editor offers, those of this package among them. */
	async nodeTypes(): Promise<INodeTypeDescription[]> {
		return (await this.rest.http.get('/types/nodes.json')).data;
	}

	async credentialTypes(): Promise<ICredentialType[]> {
		return (await this.rest.http.get('/types/credentials.json')).data;
	}

	/** Returns a workflow as n8n's public API shows it. */
	async publicWorkflow(id: string): Promise<object> {
		const key = { label: `For ${id}`, expiresAt: null, scopes: ['workflow:read'] };
		const { rawApiKey } = await this.rest.post<{ rawApiKey: string }>('/rest/api-keys', key);
		const headers = { 'X-N8N-API-KEY': rawApiKey };
		return (await this.rest.http.get(`/api/v1/workflows/${id}`, { headers })).data;
	}

	/** Returns what n8n's migration report finds in the workflows: what n8n 3 no longer has. */
	async findingsForN8n3(): Promise<string[]> {
		const { report } = await this.rest.get<MigrationReport>(
			'/rest/breaking-changes/report?version=v3',
		);
		return report.workflowResults
			.filter(({ nbAffectedWorkflows }) => nbAffectedWorkflows > 0)
			.map(({ ruleTitle }) => ruleTitle);
	}

	/** A file that n8n serves, such as an icon. */
	async file(path: string): Promise<{ contentType: string; text: string }> {
		const { headers, data } = await this.rest.http.get(path, { responseType: 'text' });
		return { contentType: String(headers['content-type']), text: data };
	}
}
