/** What PingOne's console shows of the trigger's webhook, so that people find it, and know whether it is needed. */
import type { IHookFunctions } from 'n8n-workflow';

/** PingOne does not say how long a name may be. */
const MAX_LENGTH = 200;

/**
 * The name for a webhook, as in "n8n: Sign-ons / PingOne Trigger (n8n.acme.example/workflow/Xk3)".
 * Its end is where the workflow is. One that lives for a test event says so.
 *
 * @param url of the webhook.
 */
export function subscriptionName(context: IHookFunctions, url: string): string {
	const { id, name } = context.getWorkflow();
	const kind = context.getMode() === 'manual' ? TEST : PUBLISHED;
	const what = `${kind}${name} / ${context.getNode().name}`.replace(/\p{C}/gu, '');
	const where = ` (${new URL(url).host}/workflow/${id})`;
	const cut = what.slice(0, Math.max(0, MAX_LENGTH - where.length));
	return cut.replace(HALF_CHARACTER, '') + where;
}

/** The first half of one that takes two, such as an emoji. */
const HALF_CHARACTER = /[\uD800-\uDBFF]$/;
const WORKFLOW = /^n8n.*\/workflow\/([^/]*)\)$/s;
const PUBLISHED = 'n8n: ';
const TEST = 'n8n test: ';

/** Whether a name is of the same workflow, whatever that and its node were called then. */
export function isNameOfSameNode(name: unknown, current: string): boolean {
	const where = current.slice(current.lastIndexOf(' ('));
	return typeof name === 'string' && name.startsWith('n8n') && name.endsWith(where);
}

/** Whether a name says that it is another workflow's. One that somebody has changed in PingOne does not. */
export function isNameOfOtherWorkflow(name: unknown, workflowId: unknown): boolean {
	const [, id] = WORKFLOW.exec(String(name)) ?? [];
	return id !== undefined && id !== String(workflowId);
}
