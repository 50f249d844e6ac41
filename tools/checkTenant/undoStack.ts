/** Undoes what the probes have changed, the newest change first. */
import { setTimeout as pause } from 'node:timers/promises';
import { isNotFound } from '../../nodes/shared/pingone/errors/responseErrors';
import { listIn, statusOf, textAt } from './observe';
import type { Probe, Undo } from './probe';
import type { Run } from './run';
import { filled, matches } from './template';

/** The number of attempts, with pauses of 1, 2, 4 … seconds in between. */
const ATTEMPTS = 6;

export class UndoStack {
	private entries: Array<{ undo: Undo; what: string; run: Run; by: Probe }> = [];

	/** @param by the probe that undoes it. */
	push(undo: Undo, run: Run, by: Probe): void {
		this.entries.unshift({ undo, what: filled(undo.what, run.values), run, by });
	}

	/** Removes what this probe has undone, or what was not done. */
	drop(by?: string): void {
		this.entries = this.entries.filter(({ undo }) => undo.by !== by);
	}

	/** The changes that are not undone yet. */
	get left(): string[] {
		return this.entries.map(({ what }) => what);
	}

	/** Undoes all changes. Failed ones stay on the stack. */
	async undoAll(): Promise<void> {
		for (const entry of [...this.entries]) {
			const { undo, run, by } = entry;
			run.isUndoing = true;
			for (let attempt = 0; attempt < ATTEMPTS && this.entries.includes(entry); attempt++) {
				if (attempt > 0) await pause(2 ** (attempt - 1) * run.settings.secondMs);
				if (await isUndone(undo, run, by).catch(() => false)) this.drop(undo.by);
			}
		}
	}
}

/** True if PingOne confirms it, or says that the object does not exist. */
async function isUndone({ find }: Undo, run: Run, by: Probe): Promise<boolean> {
	const [path, field, value, id] = find ?? ['', '', '', ''];
	if (find !== undefined && run.values[id] === undefined) {
		const list = listIn(await run.get(path), path.replace(/\?.*/, ''));
		run.values[id] = textAt(
			list.find((one) => textAt(one, field) === run.values[value]),
			'id',
		);
	}
	if (run.missing(by).length > 0) return false;
	const { answer } = await run.sendProbe(by);
	const { observe = statusOf, expects } = by;
	return isNotFound(answer) || matches(expects, await observe(answer, run, async () => answer));
}
