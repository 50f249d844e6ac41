import type { IDataObject } from 'n8n-workflow';
import { affectedUser } from '../shared/pingone/activities';
import type { PingOneClient } from '../shared/pingone/client';
import {
	NoMatchError,
	isNotFoundError,
	toPingOneError,
	type PingOneError,
} from '../shared/pingone/errors';
import { isId } from '../shared/pingone/ids';
import { objectIn, textOf } from '../shared/pingone/json';
import { quote } from '../shared/pingone/text';
import { findUser, userQuery, type UserQuery } from '../shared/pingone/users';

/**
 * Finds the population of the affected user where an event does not say it, as a change of a group
 * membership does not. It reads the user, each user once in a poll.
 */
export class UserPopulations {
	/** By `keyOf`; null for a user that cannot be read. */
	private readonly found = new Map<string, string | null>();
	private client?: Promise<PingOneClient>;

	/**
	 * @param isCandidate true for an event about whose user the population has to be known.
	 * @param connect for a client of its own: few requests a second are for the audit log only.
	 */
	constructor(
		private readonly environmentId: string,
		private readonly isCandidate: (activity: IDataObject) => boolean,
		private readonly connect: () => Promise<PingOneClient>,
		private readonly warn: (message: string) => void,
	) {}

	/**
	 * Passes on pages of events, after it has read the users that are needed for them.
	 *
	 * @throws {PingOneError} if a user cannot be read for now, so that the next poll reads the same events.
	 */
	async *readFor(pages: AsyncIterable<IDataObject[]>): AsyncGenerator<IDataObject[]> {
		for await (const page of pages) {
			const queries = page.filter(this.isCandidate).map(queryOf);
			const unread = new Map(
				queries.flatMap((query) =>
					query === undefined || this.found.has(keyOf(query)) ? [] : [[keyOf(query), query]],
				),
			);
			await Promise.all(
				[...unread].map(async ([key, query]) => {
					this.found.set(key, await this.populationOf(query));
				}),
			);
			yield page;
		}
	}

	/** Returns the population of the affected user; null if there is no such user, or it is not known. */
	of(activity: IDataObject): string | null {
		const query = queryOf(activity);
		const found = query && this.found.get(keyOf(query));
		return found ?? affectedUser(activity).populationId;
	}

	/** Null for a user who does not exist, or whom the worker application may not read. */
	private async populationOf(query: UserQuery): Promise<string | null> {
		this.client ??= this.connect();
		try {
			const user = await findUser(await this.client, this.environmentId, query, {});
			return textOf(objectIn(user, 'population').id);
		} catch (error) {
			const failure = toPingOneError(error);
			if (!isUnreadable(failure)) throw failure;
			this.warn(
				`Events about user ${quote(query.value)} were left out, because the filter 'Population IDs' needs the user's population: ${failure.message}`,
			);
			return null;
		}
	}
}

/**
 * Returns how to look up the affected user of an event that does not say the population; undefined if
 * there is no such user. A risk evaluation has only the username, which is what somebody has typed.
 */
function queryOf(activity: IDataObject): UserQuery | undefined {
	const { id, name, populationId } = affectedUser(activity);
	if (populationId !== null) return undefined;
	try {
		return isId(id) ? userQuery('id', id) : userQuery('username', name);
	} catch {
		return undefined;
	}
}

/** PingOne's IDs and usernames have no case. */
function keyOf({ by, value }: UserQuery): string {
	return `${by} ${value.toLowerCase()}`;
}

/** True if PingOne says that it does not show this user, whenever it is asked. */
function isUnreadable(failure: PingOneError): boolean {
	const isRefused = [400, 403].includes(failure.status ?? 0) && failure.codes.length > 0;
	return isRefused || isNotFoundError(failure) || failure instanceof NoMatchError;
}
