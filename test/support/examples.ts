/** The workflows of the folder examples, as a user makes them ready after importing them. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
	AssignmentCollectionValue,
	AssignmentValue,
	INode,
	INodeCredentials,
} from 'n8n-workflow';
import type { WorkflowFile } from './engine/engine';

const FOLDER = join(__dirname, '../../examples');

/** The nodes of this package, also as tools of an AI agent. */
export const PINGONE_NODE = /^n8n-nodes-pingone\./;

/** The node in which a user fills in what differs from company to company. */
export const SETTINGS = 'Settings';

/** The type of credential that a node of another vendor uses, by the node's type. */
const CREDENTIAL_TYPES: Record<string, string> = {
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': 'openAiApi',
	'@n8n/n8n-nodes-langchain.mcpTrigger': 'httpBearerAuth',
	'n8n-nodes-base.emailSend': 'smtp',
	'n8n-nodes-base.emailSendHitlTool': 'smtp',
	'n8n-nodes-base.jira': 'jiraSoftwareCloudApi',
	'n8n-nodes-base.jiraTrigger': 'jiraSoftwareCloudApi',
	'n8n-nodes-base.theHiveProject': 'theHiveProjectApi',
};

export const EXAMPLES = readdirSync(FOLDER)
	.filter((file) => file.endsWith('.json'))
	.sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10));

export async function readExample(file: string): Promise<WorkflowFile> {
	return JSON.parse(await readFile(join(FOLDER, file), 'utf8'));
}

/** A credential by its ID in n8n. */
interface ChosenCredential {
	id: string;
	name: string;
	type: string;
}

/** The choices of a user in an example. */
export interface Choice {
	authentication: 'accessToken' | 'worker';
	environmentId: string;
	/** The credential for PingOne. n8n's engine alone has one of each type, which is not chosen. */
	credential?: ChosenCredential;
	/** Credentials of other vendors. */
	others?: ChosenCredential[];
	/** The values of the node Settings, besides the environment. */
	settings?: Record<string, string>;
}

/**
 * The workflow with all this chosen.
 *
 * @throws where the workflow has no such setting.
 */
export function readyToRun(workflow: WorkflowFile, choice: Choice): WorkflowFile {
	const hasSettings = workflow.nodes.some(({ name }) => name === SETTINGS);
	if (choice.settings && !hasSettings) throw new Error(`${workflow.name} has no node ${SETTINGS}.`);
	const nodes = workflow.nodes.map((node): INode => {
		if (node.name === SETTINGS) return filledIn(node, choice);
		const credentials = { ...node.credentials, ...credentialsOf(node, choice) };
		const chosen = Object.keys(credentials).length > 0 ? { ...node, credentials } : node;
		if (!PINGONE_NODE.test(node.type)) return chosen;
		return { ...chosen, parameters: { ...node.parameters, ...choicesFor(node, choice) } };
	});
	return { ...workflow, nodes };
}

/** The choices in a node of this package that do not come from the node Settings. */
function choicesFor({ parameters }: INode, { authentication, environmentId }: Choice) {
	const chosen = JSON.stringify(parameters.environmentId ?? '');
	const isFromSettings = chosen.includes(`$('${SETTINGS}')`);
	return {
		authentication,
		...(!isFromSettings && { environmentId: { __rl: true, mode: 'id', value: environmentId } }),
	};
}

function credentialsOf({ type }: INode, { credential, others = [] }: Choice): INodeCredentials {
	const credentialType = PINGONE_NODE.test(type) ? credential?.type : CREDENTIAL_TYPES[type];
	return Object.fromEntries(
		[...(credential ? [credential] : []), ...others]
			.filter((stored) => stored.type === credentialType)
			.map((stored) => [stored.type, { id: stored.id, name: stored.name }]),
	);
}

function filledIn(node: INode, { environmentId, settings = {} }: Choice): INode {
	const values: Record<string, string> = { environmentId, ...settings };
	const fields = fieldsOf(node);
	const unknown = Object.keys(values).filter(
		(name) => !fields.some((field) => field.name === name),
	);
	if (unknown.length > 0) throw new Error(`${SETTINGS} has no ${unknown.join(', ')}.`);
	const assignments = fields.map((field) => ({
		...field,
		value: values[field.name] ?? field.value,
	}));
	return { ...node, parameters: { ...node.parameters, assignments: { assignments } } };
}

/** The names of what is filled in in the node Settings. */
export function settingsOf(settings: INode): string[] {
	return fieldsOf(settings).map(({ name }) => name);
}

/** The assignments of n8n's node Set. */
function fieldsOf({ parameters: { assignments } }: INode): AssignmentValue[] {
	return isAssignments(assignments) ? assignments.assignments : [];
}

function isAssignments(value: unknown): value is AssignmentCollectionValue {
	return typeof value === 'object' && value !== null && 'assignments' in value;
}
