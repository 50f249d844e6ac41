/** What the check has to undo, whatever happens meanwhile. */

interface Step {
	/** What to tell whoever has to do it by hand, as "Delete the user …". */
	what: string;
	/** Whether it was successful. */
	undo: () => Promise<boolean>;
}

export class CleanUp {
	private steps: Step[] = [];

	/** @param tell whoever runs the check. */
	constructor(private readonly tell: (text: string) => void) {}

	/**
	 * Remembers how to undo something. Call it before it is done: its response may be lost.
	 *
	 * @param undo returns whether it was successful; a failure counts as none.
	 * @returns what undoes it at once. If that fails, it is told, and tried again at the end.
	 */
	add(what: string, undo: () => Promise<boolean>): () => Promise<void> {
		const step = { what, undo };
		this.steps.unshift(step);
		return async () => {
			if (await this.carryOut(step)) return;
			this.tell(`\nThis could not be undone yet, and is tried again at the end: ${what}\n`);
		};
	}

	/** Forgets what turned out not to be there, or is undone already. */
	drop(what: string): void {
		this.steps = this.steps.filter((step) => step.what !== what);
	}

	/** What is left to be undone. */
	get left(): string[] {
		return this.steps.map(({ what }) => what);
	}

	/** Undoes the rest, the newest first. What could not be undone is left. */
	async run(): Promise<void> {
		for (const step of [...this.steps]) await this.carryOut(step);
	}

	/** @returns whether nothing of it is left. */
	private async carryOut(step: Step): Promise<boolean> {
		if (!this.steps.includes(step)) return true;
		const isUndone = await step.undo().catch(() => false);
		if (isUndone) this.steps = this.steps.filter((other) => other !== step);
		return isUndone;
	}
}
