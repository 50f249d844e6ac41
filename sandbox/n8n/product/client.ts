/** n8n's REST interface, as its editor uses it. */
import { randomUUID } from 'node:crypto';
import axios, { isAxiosError, type AxiosInstance } from 'axios';
import { parse } from 'flatted';
import type {
	ExecutionStatus,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IDataObject,
	INodeCredentials,
	INodeListSearchResult,
	INodeParameters,
	INodeTypeDescription,
	IRunExecutionData,
	NodeConnectionType,
} from 'n8n-workflow';
import type { WorkflowFile } from '../engine';
import { waitUntil } from '../../waitUntil';

/** The owner of an n8n that has just been started; it is on loopback and lives for minutes. */
export const OWNER = {
	email: 'owner@acme.example',
	firstName: 'Olga',
	lastName: 'Owner',
	password: 'Sandbox-0nly',
};

/** A request that n8n did not carry out. What was sent is not kept: there may be a secret in it. */
export class N8nApiError extends Error {
	constructor(
		request: string,
		/** Absent where there was no answer. */
		readonly status: number | undefined,
		said: unknown,
	) {
		super(`n8n answered ${request} with ${status}: ${JSON.stringify(said)}`);
	}
}

/** What n8n says of a credential that it has tested. */
export interface TestResult {
	status: 'OK' | 'Error';
	message: string;
}

export interface StoredWorkflow extends WorkflowFile {
	id: string;
	versionId: string;
}

export interface StoredCredential {
	id: string;
	name: string;
	type: string;
}

/** A field whose values are picked from a list, and the node that it is in. */
export interface ListedField {
	nodeType: string;
	field: string;
	parameters: INodeParameters;
	credentials: INodeCredentials;
}

/** An execution that has ended, as n8n has stored it. */
export interface Execution {
	id: string;
	status: ExecutionStatus;
	mode: string;
	data: IRunExecutionData;
}

/** Of those that have neither ended nor failed. */
const UNDER_WAY = ['new', 'running', 'waiting', 'unknown'];
const ENDED_WITHIN_MS = 60_000;
const PUBLISHED_WITHIN_MS = 30_000;

/** Somebody who is signed in. */
export class N8nClient {
	private constructor(
		/** n8n's address; no slash at the end. */
		readonly url: string,
		private readonly http: AxiosInstance,
	) {}

	/** Makes the owner of an n8n that has none, and signs in as them. */
	static async forNewOwner(url: string): Promise<N8nClient> {
		await clientOf(url).post('/rest/owner/setup', OWNER);
		return await N8nClient.signIn(url);
	}

	/** @throws where n8n does not take the password. */
	static async signIn(
		url: string,
		{ email, password }: Pick<typeof OWNER, 'email' | 'password'> = OWNER,
	): Promise<N8nClient> {
		const http = clientOf(url);
		const { headers } = await http.post('/rest/login', { emailOrLdapLoginId: email, password });
		const cookies = (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]);
		http.defaults.headers.common.Cookie = cookies.join('; ');
		return new N8nClient(url, http);
	}

	async createCredential(
		type: string,
		name: string,
		data: ICredentialDataDecryptedObject,
	): Promise<StoredCredential> {
		const { id } = await this.post<StoredCredential>('/rest/credentials', { type, name, data });
		return { id, name, type };
	}

	/** What the editor has of the stored credentials: no secret of theirs. */
	async credentials(): Promise<StoredCredential[]> {
		return await this.get('/rest/credentials');
	}

	/** One credential with its data as the editor gets it: secrets are blanked. */
	async credential(
		id: string,
	): Promise<StoredCredential & { data: ICredentialDataDecryptedObject }> {
		return await this.get(`/rest/credentials/${id}?includeData=true`);
	}

	/** What the editor shows when a credential is saved; its data may differ from what is stored. */
	async testCredential(
		credential: StoredCredential,
		data: ICredentialDataDecryptedObject,
	): Promise<TestResult> {
		return await this.post('/rest/credentials/test', { credentials: { ...credential, data } });
	}

	async updateCredential(
		{ id, name, type }: StoredCredential,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		await this.http.patch(`/rest/credentials/${id}`, { name, type, data });
	}

	async importWorkflow(workflow: WorkflowFile): Promise<StoredWorkflow> {
		return await this.post('/rest/workflows', { ...workflow, active: false });
	}

	/** Saves a workflow that has been changed. */
	async updateWorkflow({ id, ...changed }: StoredWorkflow): Promise<StoredWorkflow> {
		const { name, nodes, connections, settings, versionId } = changed;
		const body = { name, nodes, connections, settings, versionId };
		return (await this.http.patch(`/rest/workflows/${id}`, body)).data.data;
	}

	async workflows(): Promise<Array<Pick<StoredWorkflow, 'id' | 'name'>>> {
		return await this.get('/rest/workflows');
	}

	async workflow(id: string): Promise<StoredWorkflow> {
		return await this.get(`/rest/workflows/${id}`);
	}

	/**
	 * Has n8n listen to a workflow's triggers, and waits until it does.
	 *
	 * @throws where n8n cannot, as when a node lacks its credential.
	 */
	async publish({ id, versionId }: StoredWorkflow): Promise<void> {
		const path = `/rest/workflows/${id}`;
		await this.post(`${path}/activate`, { versionId }).catch(async (error: unknown) => {
			if (!isNotFound(error)) throw error;
			// As n8n 1.x has it.
			await this.http.patch(path, { active: true, versionId });
		});
		await waitUntil(
			`published workflow ${id}`,
			async () => {
				const { status } = await this.publication(id);
				if (status === 'failed' || status === 'partial')
					throw new Error(`n8n did not publish ${id}.`);
				return status === 'published';
			},
			PUBLISHED_WITHIN_MS,
		);
	}

	/** n8n no longer listens to a workflow's triggers. */
	async unpublish({ id, versionId }: StoredWorkflow): Promise<void> {
		const path = `/rest/workflows/${id}`;
		await this.post(`${path}/deactivate`, {}).catch(async (error: unknown) => {
			if (!isNotFound(error)) throw error;
			await this.http.patch(path, { active: false, versionId });
		});
	}

	/**
	 * Runs a workflow as the editor does, as if a trigger of it had put out one item.
	 *
	 * @returns the execution's ID.
	 */
	async runFromTrigger(
		{ id }: StoredWorkflow,
		trigger: string,
		json: IDataObject,
	): Promise<string> {
		const put = { startTime: Date.now(), executionTime: 0, executionIndex: 0, source: [] };
		const data = { ...put, data: { main: [[{ json }]] } };
		const triggerToStartFrom = { name: trigger, data };
		const started = await this.post<{ executionId: string }>(`/rest/workflows/${id}/run`, {
			triggerToStartFrom,
		});
		return started.executionId;
	}

	/** The IDs of a workflow's executions, newest first. */
	async executionIds({ id }: Pick<StoredWorkflow, 'id'>): Promise<string[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
		const { results } = await this.get<{ results: Array<{ id: string }> }>(
			`/rest/executions?filter=${filter}&limit=100`,
		);
		return results.map((execution) => execution.id);
	}

	/** Waits for an execution's end. */
	async execution(id: string): Promise<Execution> {
		return await waitUntil(
			`end of execution ${id}`,
			async () => {
				const execution = await this.get<Omit<Execution, 'data'> & { data: string }>(
					`/rest/executions/${id}`,
				);
				if (UNDER_WAY.includes(execution.status)) return undefined;
				return { ...execution, data: parse(execution.data) as IRunExecutionData };
			},
			ENDED_WITHIN_MS,
		);
	}

	/** Waits for the end of a workflow's newest execution. */
	async newestExecution(workflow: Pick<StoredWorkflow, 'id'>): Promise<Execution> {
		const id = await waitUntil(
			'execution',
			async () => (await this.executionIds(workflow)).at(0),
			ENDED_WITHIN_MS,
		);
		return await this.execution(id);
	}

	/**
	 * What the list of a node's field offers, as the editor asks for it.
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
		return await this.post<INodeListSearchResult>(path, body);
	}

	/** The nodes that the editor offers, those of this package among them. */
	async nodeTypes(): Promise<INodeTypeDescription[]> {
		return (await this.http.get('/types/nodes.json')).data;
	}

	async credentialTypes(): Promise<ICredentialType[]> {
		return (await this.http.get('/types/credentials.json')).data;
	}

	/** A file that n8n serves, such as an icon. */
	async file(path: string): Promise<{ contentType: string; text: string }> {
		const { headers, data } = await this.http.get(path, { responseType: 'text' });
		return { contentType: String(headers['content-type']), text: data };
	}

	private async publication(id: string): Promise<{ status: string }> {
		const path = `/rest/workflows/${id}/publication-status`;
		return await this.get<{ status: string }>(path).catch((error: unknown) => {
			// Before it had this, n8n listened as soon as it answered.
			if (isNotFound(error)) return { status: 'published' };
			throw error;
		});
	}

	private async get<T>(path: string): Promise<T> {
		return (await this.http.get<{ data: T }>(path)).data.data;
	}

	private async post<T>(path: string, body: object): Promise<T> {
		return (await this.http.post<{ data: T }>(path, body)).data.data;
	}
}

/** What a node of an execution put out in its last run; empty where it did not run. */
export function outputOf(
	{ data }: Execution,
	node: string,
	branch = 0,
	connection: NodeConnectionType = 'main',
) {
	return data.resultData.runData[node]?.at(-1)?.data?.[connection]?.[branch] ?? [];
}

function isNotFound(error: unknown): boolean {
	return error instanceof N8nApiError && error.status === 404;
}

function clientOf(url: string): AxiosInstance {
	// n8n ties a sign-in to the browser that it came from.
	const http = axios.create({
		baseURL: url,
		proxy: false,
		headers: { 'browser-id': randomUUID() },
	});
	http.interceptors.response.use(undefined, (error: unknown) => {
		if (!isAxiosError(error)) throw error;
		const { config, response, message } = error;
		const request = `${config?.method?.toUpperCase()} ${config?.url}`;
		throw new N8nApiError(request, response?.status, response?.data?.message ?? message);
	});
	return http;
}
