import type { IExecuteFunctions } from 'n8n-workflow';
import type { Result } from './itemResults';
import type { JobGroup } from './jobOrder';

/** Maximum number of items per line of the log. */
const ITEMS_PER_LINE = 100;

/**
 * Writes to n8n's log which items a stopped execution has finished, with user IDs where known.
 * Writes nothing if nothing was changed.
 *
 * @param groups of the items, by item; undefined for an item whose parameters are not valid.
 * @param resultOf returns the result of a group; undefined if it was not started.
 */
export function logStopped<Outcome>(
	context: IExecuteFunctions,
	groups: Array<JobGroup<Outcome> | undefined>,
	resultOf: (group: JobGroup<Outcome>) => Result<Outcome> | undefined,
): void {
	if (!groups.some((group) => group?.progress.hasChanges)) return;
	const done: string[] = [];
	const notComplete: string[] = [];
	const unchanged: string[] = [];
	for (const [index, group] of groups.entries()) {
		const result = group && resultOf(group);
		const list =
			result && 'value' in result ? done : group?.progress.hasChanges ? notComplete : unchanged;
		list.push(itemLabel(index, group));
	}
	const write = (text: string) => context.logger.warn(`${context.getNode().name}: ${text}`);
	write(
		`The execution was stopped. Of ${groups.length} items, ${done.length} are done, ${notComplete.length} are not complete, and nothing was changed for ${unchanged.length}.`,
	);
	const sections: Array<[string, string[]]> = [
		['Not complete, check these users in PingOne', notComplete],
		['Done', done],
		['Nothing was changed for', unchanged],
	];
	for (const [title, names] of sections) {
		for (let start = 0; start < names.length; start += ITEMS_PER_LINE) {
			write(`${title}: ${names.slice(start, start + ITEMS_PER_LINE).join(', ')}`);
		}
	}
}

function itemLabel<Outcome>(index: number, group?: JobGroup<Outcome>): string {
	const lookedUp = group?.jobs[0].userNames?.lookedUp;
	const userId = group?.userId ?? (lookedUp?.by === 'id' ? lookedUp.value : undefined);
	return userId === undefined ? `item ${index}` : `item ${index} (user ${userId})`;
}
