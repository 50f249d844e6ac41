/** Work that is done once for each key: whoever asks again shares the outcome, a failure included. */
export class SingleFlight<Outcome> {
	private readonly started = new Map<string, Promise<Outcome>>();

	async run(key: string, work: () => Promise<Outcome>): Promise<Outcome> {
		const outcome = this.started.get(key) ?? work();
		this.started.set(key, outcome);
		return await outcome;
	}
}
