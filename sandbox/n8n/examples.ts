/** The workflows of the folder examples, as a user makes them ready after importing them. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { INode } from 'n8n-workflow';
import type { WorkflowFile } from './engine';

const FOLDER = join(__dirname, '../../examples');

/** The nodes of this package, also as tools of an AI agent. */
export const PINGONE_NODE = /^n8n-nodes-pingone\./;

export const EXAMPLES = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));

export async function readExample(file: string): Promise<WorkflowFile> {
	return JSON.parse(await readFile(join(FOLDER, file), 'utf8'));
}

/** What is chosen in a node. */
export interface Choice {
	authentication: 'accessToken' | 'worker';
	environmentId: string;
	/** By its ID in n8n; n8n's engine alone has one of each type, which is not chosen. */
	credential?: { id: string; name: string; type: string };
}

/** The workflow with this chosen in each node of this package. */
export function readyToRun(workflow: WorkflowFile, choice: Choice): WorkflowFile {
	const { environmentId, authentication, credential } = choice;
	const chosen = credential && { [credential.type]: { id: credential.id, name: credential.name } };
	const nodes = workflow.nodes.map(
		(node): INode =>
			PINGONE_NODE.test(node.type)
				? {
						...node,
						credentials: { ...node.credentials, ...chosen },
						parameters: {
							...node.parameters,
							authentication,
							environmentId: { __rl: true, mode: 'id', value: environmentId },
						},
					}
				: node,
	);
	return { ...workflow, nodes };
}
