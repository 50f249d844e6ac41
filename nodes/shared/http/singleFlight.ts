/** Runs work once per key: later callers share the outcome, including a failure. */
export class SingleFlight<Outcome> {
	private readonly started = new Map<string, Promise<Outcome>>();

	async run(key: string, work: () => Promise<Outcome>): Promise<Outcome> {
		const outcome = this.started.get(key) ?? work();
		this.started.set(key, outcome);
		return await outcome;
	}
}
