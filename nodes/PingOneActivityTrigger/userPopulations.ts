import type { IDataObject } from 'n8n-workflow';
import { affectedUser } from '../shared/pingone/events/event';
import type { Environment } from '../shared/pingone/environment';
import {
	NoMatchError,
	isNotFoundError,
	toPingOneError,
	type PingOneError,
} from '../shared/pingone/errors/pingOneError';
import { isId } from '../shared/pingone/ids';
import { objectIn, textOf } from '../shared/pingone/json';
import { quote } from '../shared/pingone/text';
import { findUser, userQuery, type UserQuery } from '../shared/pingone/users/findUser';

/**
 * Finds the population of the affected user if an event does not contain it, such as a change of
 * a group membership. Reads each user once per poll.
 */
export class UserPopulations {
	/** Populations by `keyOf`; null for a user that cannot be read. */
	private readonly found = new Map<string, string | null>();
	private environment?: Promise<Environment>;

	/**
	 * @param isCandidate true for events whose user's population is needed.
	 * @param connect creates a separate connection, because the low rate limit is only for the audit
	 * log.
	 */
	constructor(
		private readonly isCandidate: (activity: IDataObject) => boolean,
		private readonly connect: () => Promise<Environment>,
		private readonly warn: (message: string) => void,
	) {}

	/**
	 * Yields pages of events, after reading the users that they need.
	 *
	 * @throws {PingOneError} if a user cannot be read at the moment, so that the next poll reads
	 * the same events.
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

	/**
	 * Returns the population of the affected user; null if there is no such user, or if it is
	 * unknown.
	 */
	of(activity: IDataObject): string | null {
		const query = queryOf(activity);
		const found = query && this.found.get(keyOf(query));
		return found ?? affectedUser(activity).populationId;
	}

	/**
	 * Reads the population of a user; null if the user does not exist, or if the worker application
	 * may not read the user.
	 */
	private async populationOf(query: UserQuery): Promise<string | null> {
		this.environment ??= this.connect();
		try {
			const user = await findUser(await this.environment, query);
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
 * Returns the lookup for the affected user of an event without a population; undefined if there
 * is no such user. A risk evaluation has only the username, which may be any typed text.
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

/** Returns the key of a lookup, without case, like PingOne's IDs and usernames. */
function keyOf({ by, value }: UserQuery): string {
	return `${by} ${value.toLowerCase()}`;
}

/** True if PingOne permanently refuses to return this user. */
function isUnreadable(failure: PingOneError): boolean {
	const isRefused = [400, 403].includes(failure.status ?? 0) && failure.codes.length > 0;
	return isRefused || isNotFoundError(failure) || failure instanceof NoMatchError;
}
