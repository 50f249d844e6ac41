import { parse } from 'flatted';
import type { ExecutionStatus, IRunExecutionData, NodeConnectionType } from 'n8n-workflow';
import { waitUntil } from '../waitUntil';
import type { RestClient } from './restClient';
import type { StoredWorkflow } from './workflows';

/** An execution that has ended, as n8n has stored it. */
export interface Execution {
	id: string;
	status: ExecutionStatus;
	mode: string;
	data: IRunExecutionData;
}

/** The states of executions that have not ended. */
const UNDER_WAY = ['new', 'running', 'waiting', 'unknown'];
const ENDED_WITHIN_MS = 60_000;

/** The executions that n8n has stored. */
export class Executions {
	constructor(private readonly rest: RestClient) {}

	/** The IDs of a workflow's executions, newest first. */
	async ids({ id }: Pick<StoredWorkflow, 'id'>): Promise<string[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
		const { results } = await this.rest.get<{ results: Array<{ id: string }> }>(
			`/rest/executions?filter=${filter}&limit=100`,
		);
		return results.map((execution) => execution.id);
	}

	/** Counts a workflow's executions with this status. */
	async count({ id }: Pick<StoredWorkflow, 'id'>, status: ExecutionStatus): Promise<number> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId: id, status: [status] }));
		const path = `/rest/executions?filter=${filter}&limit=1`;
		return (await this.rest.get<{ count: number }>(path)).count;
	}

	/** Returns the current state of an execution. */
	async statusOf(id: string): Promise<ExecutionStatus> {
		return (await this.rest.get<Pick<Execution, 'status'>>(`/rest/executions/${id}`)).status;
	}

	/** Stops an execution, as Stop in the editor does. */
	async stop(id: string): Promise<void> {
		await this.rest.post(`/rest/executions/${id}/stop`, {});
	}

	/** Waits for an execution's end. */
	async get(id: string, withinMs = ENDED_WITHIN_MS): Promise<Execution> {
		return await waitUntil(
			`end of execution ${id}`,
			async () => {
				const execution = await this.rest.get<Omit<Execution, 'data'> & { data: string }>(
					`/rest/executions/${id}`,
				);
				if (UNDER_WAY.includes(execution.status)) return undefined;
				return { ...execution, data: parse(execution.data) as IRunExecutionData };
			},
			withinMs,
		);
	}

	/** Waits for the end of a workflow's newest execution. */
	async newest(workflow: Pick<StoredWorkflow, 'id'>): Promise<Execution> {
		const id = await waitUntil(
			'execution',
			async () => (await this.ids(workflow)).at(0),
			ENDED_WITHIN_MS,
		);
		return await this.get(id);
	}
}

/** Returns the output of a node in its last run; empty if it did not run. */
export function outputOf(
	{ data }: Execution,
	node: string,
	branch = 0,
	connection: NodeConnectionType = 'main',
) {
	return data.resultData.runData[node]?.at(-1)?.data?.[connection]?.[branch] ?? [];
}
