import type { WorkflowFile } from '../support/engine/engine';
import { readyToRun, type StoredChoice } from '../support/product';
import { link, node } from '../support/engine/workflow';

/**
 * Signs a user out as soon as they sign on.
 *
 * @param webhookId part of the trigger's address; n8n publishes each once.
 */
export function signOutWorkflow(choice: StoredChoice, webhookId: string): WorkflowFile {
	const trigger = node('Trigger', 'n8n-nodes-pingone.pingOneTrigger', {
		events: ['USER.ACCESS_ALLOWED'],
	});
	const parameters = {
		operation: 'resetAll',
		userId: { __rl: true, mode: 'id', value: '={{ $json.userId }}' },
		options: {},
	};
	return readyToRun(
		{
			name: `Sign out (${webhookId})`,
			nodes: [
				{ ...trigger, webhookId },
				node('Sign out', 'n8n-nodes-pingone.pingOneSession', parameters),
			],
			connections: { Trigger: { main: [[link('Sign out')]] } },
			settings: { executionOrder: 'v1' },
		},
		choice,
	);
}
