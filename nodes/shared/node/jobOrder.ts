import { ItemProgress } from '../http/itemProgress';
import type { UserQuery } from '../pingone/users/findUser';
import type { ItemOrder, PreparedJob } from './job';
import { nameKey, userNamesIn } from './userNames';

/** Equal jobs, which share one run. */
export interface JobGroup<Outcome> {
	jobs: Array<PreparedJob<Outcome>>;
	/** Position of the first of them among all jobs. */
	index: number;
	progress: ItemProgress;
	/** ID of the user that the jobs change, once that user has been found. */
	userId?: string;
	/** Number of groups that were finished by then; undefined if this one is not. */
	finishedAt?: number;
	/** Called when the group is finished. */
	onFinished: Array<() => void>;
}

/**
 * Decides when jobs run, so that the result is the same as running them one by one. Jobs that
 * concern the same user run in input order, all others concurrently.
 *
 * A user has several names (ID, username, email), and items may change them. So a job waits for
 * earlier ones with a name in common: before it looks up its user, by the names in its
 * parameters, and before it changes the user, by the names that the user has. Jobs wait only for
 * earlier ones, so there is no deadlock.
 */
export class JobOrder<Outcome> {
	/** In input order. */
	readonly groups: Array<JobGroup<Outcome>> = [];
	/**
	 * Groups that look up a user by a name or assign a username, by that name. They run one after
	 * another.
	 */
	private readonly chains = new Map<string, Array<JobGroup<Outcome>>>();
	/**
	 * Groups that assign an email, by that email. It need not be unique, so they do not wait for
	 * each other.
	 */
	private readonly emailAssigners = new Map<string, Array<JobGroup<Outcome>>>();
	/**
	 * The last group that started to change a user, by the user's ID: the change may alter the
	 * user's names.
	 */
	private readonly changers = new Map<string, JobGroup<Outcome>>();
	/** Unfinished groups that assign a username. */
	private readonly renames = new Set<JobGroup<Outcome>>();
	/** The last group for each user or key, while an equal job may still join it. */
	private readonly joinable = new Map<string, JobGroup<Outcome>>();
	private lastKind?: string;
	/** Number of finished groups. */
	private finishes = 0;
	/** `finishedAt` of the last group that assigned a username. */
	private renameFinishedAt = 0;

	/** Adds a job. @param index must increase from call to call. */
	add(job: PreparedJob<Outcome>, index: number): void {
		const key = keyOf(job);
		const { environmentId, userNames: { lookedUp, assigned = [] } = {} } = job;
		// A job in between that names a user in another way, or assigns names, may concern the same
		// user.
		const kind = JSON.stringify([environmentId, lookedUp?.by]);
		if (kind !== this.lastKind || assigned.length > 0) this.joinable.clear();
		this.lastKind = kind;
		const subject = lookedUp === undefined ? key : nameKey(environmentId, lookedUp);
		const equal = this.joinable.get(subject);
		if (equal !== undefined && keyOf(equal.jobs[0]) === key) {
			equal.jobs.push(job);
			return;
		}
		const group = { jobs: [job], index, progress: new ItemProgress(), onFinished: [] };
		this.groups.push(group);
		if (assigned.length === 0) this.joinable.set(subject, group);
		if (lookedUp !== undefined) addTo(this.chains, nameKey(environmentId, lookedUp), group);
		for (const name of assigned) {
			const groups = name.by === 'email' ? this.emailAssigners : this.chains;
			addTo(groups, nameKey(environmentId, name), group);
			if (name.by === 'username') this.renames.add(group);
		}
	}

	finish(group: JobGroup<Outcome>): void {
		group.finishedAt = ++this.finishes;
		if (this.renames.delete(group)) this.renameFinishedAt = group.finishedAt;
		for (const wake of group.onFinished.splice(0)) wake();
	}

	/**
	 * Waits for the earlier groups that must be finished before a group starts.
	 *
	 * @returns undefined if there are none.
	 */
	waitToStart(group: JobGroup<Outcome>): Promise<void> | undefined {
		const { environmentId, userNames: { lookedUp, assigned = [] } = {} } = group.jobs[0];
		const names = lookedUp === undefined ? assigned : [lookedUp, ...assigned];
		const assigners = lookedUp && this.emailAssigners.get(nameKey(environmentId, lookedUp));
		const earlierAssigners = assigners?.filter(({ index }) => index < group.index) ?? [];
		const earlier = [...this.lastEarlier(group, names), ...earlierAssigners].filter(isUnfinished);
		return earlier.length === 0 ? undefined : waitUntilFinished(earlier);
	}

	/**
	 * Returns the functions that a running job waits with.
	 *
	 * @param throwIfOver called after each wait; throws if the job must not continue.
	 */
	itemOrder(group: JobGroup<Outcome>, throwIfOver: () => void): ItemOrder {
		const [{ environmentId }] = group.jobs;
		return {
			checkpoint: () => {
				const { finishes } = this;
				const wasUnfinished = ({ finishedAt = Infinity }: JobGroup<Outcome>) =>
					finishedAt > finishes;
				return {
					waitForEarlier: async (users) => {
						const names = users.flatMap(userNamesIn);
						if (users.length === 1) group.userId = users[0].id;
						const ids = users.map(({ id }) => nameKey(environmentId, { by: 'id', value: id }));
						const changers = ids.flatMap((id) => this.changers.get(id) ?? []);
						const earlier = [...this.lastEarlier(group, names), ...changers].filter(wasUnfinished);
						await waitUntilFinished(earlier);
						throwIfOver();
						if (earlier.length === 0) for (const id of ids) this.changers.set(id, group);
						return earlier.length > 0;
					},
					waitForRenames: async () => {
						const earlier = this.unfinishedRenames(group);
						await waitUntilFinished(earlier);
						throwIfOver();
						return earlier.length > 0 || this.renameFinishedAt > finishes;
					},
				};
			},
		};
	}

	/** Returns the unfinished earlier groups that assign a username. */
	private unfinishedRenames(group: JobGroup<Outcome>): Array<JobGroup<Outcome>> {
		const earlier = [];
		for (const rename of this.renames) {
			if (rename.index >= group.index) break;
			earlier.push(rename);
		}
		return earlier;
	}

	/**
	 * Returns the last earlier group for each name. Once it is finished, all groups before it are
	 * finished as well.
	 */
	private lastEarlier(group: JobGroup<Outcome>, names: UserQuery[]): Array<JobGroup<Outcome>> {
		const [{ environmentId }] = group.jobs;
		return names.flatMap((name) => {
			const chain = this.chains.get(nameKey(environmentId, name)) ?? [];
			const earlier = countBefore(chain, group.index);
			return earlier === 0 ? [] : [chain[earlier - 1]];
		});
	}
}

function keyOf<Outcome>({ environmentId, key, request }: PreparedJob<Outcome>): string {
	return JSON.stringify([environmentId, key, request]);
}

async function waitUntilFinished<Outcome>(groups: Array<JobGroup<Outcome>>): Promise<void> {
	const waits = groups
		.filter(isUnfinished)
		.map(async ({ onFinished }) => await new Promise<void>((wake) => onFinished.push(wake)));
	await Promise.all(waits);
}

function isUnfinished<Outcome>({ finishedAt }: JobGroup<Outcome>): boolean {
	return finishedAt === undefined;
}

function addTo<Outcome>(
	groupsByName: Map<string, Array<JobGroup<Outcome>>>,
	key: string,
	group: JobGroup<Outcome>,
): void {
	const groups = groupsByName.get(key);
	if (groups === undefined) groupsByName.set(key, [group]);
	else groups.push(group);
}

/** Returns how many of the groups, which are in input order, come before an index. */
function countBefore<Outcome>(groups: Array<JobGroup<Outcome>>, index: number): number {
	let [low, high] = [0, groups.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if (groups[middle].index < index) low = middle + 1;
		else high = middle;
	}
	return low;
}
