/** What the check has to undo, whatever happens meanwhile. */

interface Step {
	what: string;
	/** Whether it was successful. */
	undo: () => Promise<boolean>;
}

/** Something that can be undone. */
export interface Undo {
	/** Undoes it; it stays to be done if that fails. */
	now(): Promise<void>;
	/** For what has not been done after all. */
	forget(): void;
}

export class CleanUp {
	private steps: Step[] = [];

	/**
	 * Remembers how to undo something. Call it before it is done: its response may be lost.
	 *
	 * @param what to tell whoever has to do it by hand, as "Delete the user …".
	 * @param undo returns whether it was successful; a failure counts as none.
	 */
	add(what: string, undo: () => Promise<boolean>): Undo {
		const step = { what, undo };
		this.steps.unshift(step);
		const forget = () => {
			this.steps = this.steps.filter((other) => other !== step);
		};
		return {
			now: async () => {
				if (await succeeds(step)) forget();
			},
			forget,
		};
	}

	/** Undoes the rest, the newest first. @returns what could not be undone. */
	async run(): Promise<string[]> {
		const left: string[] = [];
		for (const step of this.steps) {
			if (!(await succeeds(step))) left.push(step.what);
		}
		this.steps = [];
		return left;
	}
}

async function succeeds({ undo }: Step): Promise<boolean> {
	return await undo().catch(() => false);
}
