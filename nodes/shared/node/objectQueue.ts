/**
 * Runs the changes of one object one after another, in input order: each replaces the whole object,
 * so that two at the same time would undo each other.
 */
export class ObjectQueue {
	private readonly last = new Map<string, Promise<unknown>>();

	/** @param change called with true if an earlier item has changed the object. */
	async run<Result>(id: string, change: (isLater: boolean) => Promise<Result>): Promise<Result> {
		const earlier = this.last.get(id);
		const result = Promise.resolve(earlier).then(async () => await change(earlier !== undefined));
		this.last.set(
			id,
			result.catch(() => undefined),
		);
		return await result;
	}
}
