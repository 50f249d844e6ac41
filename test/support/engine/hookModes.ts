import type { WorkflowActivateMode, WorkflowExecuteMode } from 'n8n-workflow';

export type HookMode = [WorkflowExecuteMode, WorkflowActivateMode];

/** The reasons for which n8n calls a trigger's hooks. */
export const MODES: Record<'publish' | 'start' | 'test' | 'remove', HookMode> = {
	publish: ['trigger', 'activate'],
	/** A start of n8n, for workflows that were published before. */
	start: ['trigger', 'init'],
	test: ['manual', 'manual'],
	remove: ['internal', 'update'],
};
