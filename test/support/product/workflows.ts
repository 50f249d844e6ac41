import type { IDataObject } from 'n8n-workflow';
import { waitUntil } from '../waitUntil';
import type { WorkflowFile } from '../engine/engine';
import { isNotFound, type RestClient } from './restClient';

export interface StoredWorkflow extends WorkflowFile {
	id: string;
	versionId: string;
}

const PUBLISHED_WITHIN_MS = 30_000;

/** The workflows that n8n has stored. */
export class Workflows {
	constructor(private readonly rest: RestClient) {}

	async import(workflow: WorkflowFile): Promise<StoredWorkflow> {
		return await this.rest.post('/rest/workflows', { ...workflow, active: false });
	}

	/** Saves a changed workflow. */
	async update({ id, ...changed }: StoredWorkflow): Promise<StoredWorkflow> {
		const { name, nodes, connections, settings, versionId } = changed;
		const body = { name, nodes, connections, settings, versionId };
		return await this.rest.patch(`/rest/workflows/${id}`, body);
	}

	async list(): Promise<Array<Pick<StoredWorkflow, 'id' | 'name'>>> {
		return await this.rest.get('/rest/workflows');
	}

	async get(id: string): Promise<StoredWorkflow> {
		return await this.rest.get(`/rest/workflows/${id}`);
	}

	/**
	 * Has n8n listen to a workflow's triggers, and waits until it does.
	 *
	 * @throws where n8n cannot, as when a node lacks its credential.
	 */
	async publish({ id, versionId }: StoredWorkflow): Promise<void> {
		const path = `/rest/workflows/${id}`;
		await this.rest.post(`${path}/activate`, { versionId }).catch(async (error: unknown) => {
			if (!isNotFound(error)) throw error;
			// As n8n 1.x has it.
			await this.rest.patch(path, { active: true, versionId });
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
		await this.rest.post(`${path}/deactivate`, {}).catch(async (error: unknown) => {
			if (!isNotFound(error)) throw error;
			await this.rest.patch(path, { active: false, versionId });
		});
	}

	/**
	 * Runs a workflow as the editor does, as if a trigger of it had put out one item.
	 *
	 * @returns the execution's ID.
	 */
	async run({ id }: StoredWorkflow, trigger: string, json: IDataObject): Promise<string> {
		const put = { startTime: Date.now(), executionTime: 0, executionIndex: 0, source: [] };
		const data = { ...put, data: { main: [[{ json }]] } };
		const triggerToStartFrom = { name: trigger, data };
		const started = await this.rest.post<{ executionId: string }>(`/rest/workflows/${id}/run`, {
			triggerToStartFrom,
		});
		return started.executionId;
	}

	/** Has a trigger wait for one test event, as "Listen for test event" in the editor does. */
	async listenForTest({ id }: StoredWorkflow, trigger: string): Promise<void> {
		const triggerToStartFrom = { name: trigger };
		// n8n 1.x runs what it is sent.
		const workflowData = await this.get(id);
		await this.rest.post(`/rest/workflows/${id}/run`, { workflowData, triggerToStartFrom });
	}

	private async publication(id: string): Promise<{ status: string }> {
		const path = `/rest/workflows/${id}/publication-status`;
		return await this.rest.get<{ status: string }>(path).catch((error: unknown) => {
			// Before it had this, n8n listened as soon as it answered.
			if (isNotFound(error)) return { status: 'published' };
			throw error;
		});
	}
}
