import type { Job } from './job';

/** Equal jobs, which are run once. */
export interface JobGroup<Outcome> {
	jobs: Array<Job<Outcome>>;
	/** Of the first one among all jobs. */
	index: number;
	isFinished: boolean;
	/** Called when it is finished. */
	onFinished: Array<() => void>;
}

/** Groups that change one user by one name. They are run one after another. */
export type JobSequence<Outcome> = Array<JobGroup<Outcome>>;

/**
 * The order in which jobs go. Those that change the same user go in input order, all others
 * concurrently. The user may have several names (ID, username, email), and until a user has been
 * looked up nobody knows which belong together: so jobs are in sequences by the name they have, and
 * wait for earlier jobs of other sequences once the other names are known. None waits for the lookup
 * of a user that proves to be another one.
 */
export class JobOrder<Outcome> {
	private readonly byName = new Map<string, JobSequence<Outcome>>();
	/** In what way the last job named its user. */
	private way?: string;
	/** Groups since when all jobs have named their user in the same way. */
	private sameWay = new WeakSet<JobGroup<Outcome>>();

	/** @param index counts up from call to call. */
	add(job: Job<Outcome>, index: number): void {
		const name = JSON.stringify(job.changes ?? job.key);
		const sequence = this.byName.get(name);
		this.noteWay(job);
		const last = sequence?.at(-1);
		if (last !== undefined && this.sameWay.has(last) && isEqual(last.jobs[0], job)) {
			last.jobs.push(job);
			return;
		}
		const group = { jobs: [job], index, isFinished: false, onFinished: [] };
		this.sameWay.add(group);
		if (sequence === undefined) this.byName.set(name, [group]);
		else sequence.push(group);
	}

	/** Two equal jobs are not run as one if a job between them may change the same user, named in another way. */
	private noteWay({ changes }: Job<Outcome>): void {
		const way = JSON.stringify(changes?.slice(0, -1));
		if (way !== this.way) this.sameWay = new WeakSet();
		this.way = way;
	}

	get sequences(): Array<JobSequence<Outcome>> {
		return [...this.byName.values()];
	}

	finish(group: JobGroup<Outcome>): void {
		group.isFinished = true;
		for (const wake of group.onFinished.splice(0)) wake();
	}

	/**
	 * Waits until the earlier groups are finished that change a user by one of these names.
	 *
	 * @returns whether there were any.
	 */
	async waitForEarlier(group: JobGroup<Outcome>, names: unknown[][]): Promise<boolean> {
		const earlier = names
			.flatMap((name) => this.byName.get(JSON.stringify(name)) ?? [])
			.filter(({ index, isFinished }) => index < group.index && !isFinished);
		await Promise.all(
			earlier.map(
				async ({ onFinished }) => await new Promise<void>((wake) => onFinished.push(wake)),
			),
		);
		return earlier.length > 0;
	}
}

function isEqual<Outcome>(one: Job<Outcome>, other: Job<Outcome>): boolean {
	return JSON.stringify(one.key) === JSON.stringify(other.key);
}
