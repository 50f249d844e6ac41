/**
 * Names of the trigger's webhooks in PingOne's console, so that administrators can find the
 * workflow.
 */
import type { IHookFunctions } from 'n8n-workflow';

/** PingOne does not document a maximum length. */
const MAX_LENGTH = 200;

/**
 * Returns a webhook's name, as in "n8n: Sign-ons / PingOne Trigger
 * (n8n.acme.example/workflow/Xk3)", with the path of n8n's address. It ends with the location of the workflow. A webhook for a
 * test event starts with "n8n test: ".
 *
 * @param url of the webhook.
 */
export function subscriptionName(context: IHookFunctions, url: string): string {
	const { id, name } = context.getWorkflow();
	const kind = context.getMode() === 'manual' ? TEST : PUBLISHED;
	const what = `${kind}${name} / ${context.getNode().name}`.replace(/\p{C}/gu, '');
	const where = ` (${n8nAddress(url)}/workflow/${id})`;
	const cut = what.slice(0, Math.max(0, MAX_LENGTH - where.length));
	return cut.replace(HALF_CHARACTER, '') + where;
}

/** Returns n8n's address without the protocol; a webhook's path has three more segments. */
function n8nAddress(url: string): string {
	const { host, pathname } = new URL(url);
	return host + pathname.split('/').slice(0, -3).join('/');
}

/** The first half of a surrogate pair, such as in an emoji. */
const HALF_CHARACTER = /[\uD800-\uDBFF]$/;
const WORKFLOW = /^n8n.*\/workflow\/([^/]*)\)$/s;
const PUBLISHED = 'n8n: ';
const TEST = 'n8n test: ';

/**
 * True if a name belongs to the same workflow, even if the workflow or node has been renamed
 * since.
 */
export function isNameOfSameNode(name: unknown, current: string): boolean {
	const where = current.slice(current.lastIndexOf(' ('));
	return typeof name === 'string' && name.startsWith('n8n') && name.endsWith(where);
}

/**
 * True if a name belongs to another workflow. False if somebody has changed the name in PingOne.
 */
export function isNameOfOtherWorkflow(name: unknown, workflowId: unknown): boolean {
	const [, id] = WORKFLOW.exec(String(name)) ?? [];
	return id !== undefined && id !== String(workflowId);
}
