/** n8n's own execution engine with this package in it, as built, and without the rest of n8n. */
import './userFolder';
import { join } from 'node:path';
import { ExecutionLifecycleHooks, PackageDirectoryLoader, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	NodeConnectionTypes,
	Workflow,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { CredentialStore } from './credentialStore';
import { NodeTypes } from './nodeTypes';

/** The workflow as a file of n8n's has it. */
export type WorkflowFile = Pick<IWorkflowBase, 'name' | 'nodes' | 'connections' | 'settings'>;

/** The data of each credential that the workflow's nodes may use, by credential type. */
export type StoredCredentials = Record<string, ICredentialDataDecryptedObject>;

export interface RunOptions {
	workflow: WorkflowFile;
	/** The output of the trigger, which itself is not run: see `ActiveWorkflow`. */
	items: IDataObject[];
	credentials: StoredCredentials;
	/** Ends the execution as Stop in the editor does. */
	stop?: AbortSignal;
}

const PACKAGE_FOLDER = join(__dirname, '../../..');

/** n8n with this package installed: every node and credential that package.json names. */
export class Engine {
	readonly nodeTypes: INodeTypes;

	private constructor(
		readonly loader: PackageDirectoryLoader,
		extraNodes: Record<string, INodeType>,
	) {
		this.nodeTypes = new NodeTypes(loader, extraNodes);
	}

	/**
	 * @param extraNodes node types from elsewhere, by their full name.
	 * @throws where the package has not been built.
	 */
	static async start(extraNodes: Record<string, INodeType> = {}): Promise<Engine> {
		const loader = new PackageDirectoryLoader(PACKAGE_FOLDER);
		await loader.loadAll();
		return new Engine(loader, extraNodes);
	}

	/** A node of this package by the name in its description. */
	node(name: string): INodeType {
		return this.nodeTypes.getByNameAndVersion(`${this.loader.packageName}.${name}`);
	}

	/** Runs a workflow as an activated one runs, from the node behind its trigger on. */
	async run({ workflow: file, items, credentials, stop }: RunOptions): Promise<IRun> {
		const workflow = this.workflow(file, credentials);
		const trigger = triggerOf(workflow);
		const output = items.map((json): INodeExecutionData => ({ json, pairedItem: { item: 0 } }));
		const execution = new WorkflowExecute(
			this.additionalData(credentials, file),
			'webhook',
			createRunExecutionData({
				resultData: { runData: { [trigger.name]: [finished(output)] } },
				executionData: {
					nodeExecutionStack: workflow
						.getChildNodes(trigger.name, NodeConnectionTypes.Main, 1)
						.map((name) => ({
							node: workflow.nodes[name],
							data: { main: [output] },
							source: { main: [{ previousNode: trigger.name }] },
						})),
				},
			}),
		).processRunExecutionData(workflow);
		stop?.addEventListener('abort', () => execution.cancel(), { once: true });
		return await execution;
	}

	/** The workflow with the stored credentials given to each node that can use one. */
	workflow(file: WorkflowFile, credentials: StoredCredentials, id = WORKFLOW_ID): Workflow {
		const nodes = file.nodes.map((node) => ({
			...node,
			credentials: Object.fromEntries(
				(this.nodeTypes.getByNameAndVersion(node.type).description.credentials ?? [])
					.filter(({ name }) => name in credentials)
					.map(({ name }) => [name, { id: `${name} of ${id}`, name }]),
			),
		}));
		return new Workflow({
			...file,
			id,
			nodes,
			active: false,
			nodeTypes: this.nodeTypes,
		});
	}

	/**
	 * Returns what n8n gives to a node besides its workflow, as far as nodes of this package use it.
	 *
	 * @param executed the workflow that is executed; none in the editor.
	 */
	additionalData(
		credentials: StoredCredentials,
		executed?: WorkflowFile,
	): IWorkflowExecuteAdditionalData {
		const given: Partial<IWorkflowExecuteAdditionalData> = {
			credentialsHelper: new CredentialStore(this.loader, this.nodeTypes, credentials),
			currentNodeExecutionIndex: 0,
			variables: {},
			webhookWaitingBaseUrl: 'http://localhost/webhook-waiting',
			formWaitingBaseUrl: 'http://localhost/form-waiting',
			...(executed && { executionId: EXECUTION_ID, hooks: hooksOf(executed) }),
		};
		return given as IWorkflowExecuteAdditionalData;
	}
}

const EXECUTION_ID = '1';
const WORKFLOW_ID = 'sandbox';

function hooksOf(file: WorkflowFile): ExecutionLifecycleHooks {
	const now = new Date();
	return new ExecutionLifecycleHooks('webhook', EXECUTION_ID, {
		...file,
		id: WORKFLOW_ID,
		active: true,
		activeVersionId: null,
		isArchived: false,
		createdAt: now,
		updatedAt: now,
	});
}

/**
 * The node that starts a workflow.
 *
 * @throws where there is none with a node behind it.
 */
export function triggerOf(workflow: Workflow): INode {
	const trigger = Object.values(workflow.nodes).find(
		({ name }) =>
			workflow.getChildNodes(name).length > 0 && workflow.getParentNodes(name).length === 0,
	);
	if (trigger === undefined) throw new Error('The workflow has no trigger with a node behind it.');
	return trigger;
}

function finished(items: INodeExecutionData[]) {
	return {
		startTime: Date.now(),
		executionIndex: 0,
		executionTime: 0,
		executionStatus: 'success' as const,
		source: [],
		data: { main: [items] },
	};
}
