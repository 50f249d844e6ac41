import type { IDataObject } from 'n8n-workflow';
import { affectedUser } from '../shared/pingone/activities';
import type { PingOneClient } from '../shared/pingone/client';
import { saysNotFound, toPingOneError } from '../shared/pingone/errors';
import { isId } from '../shared/pingone/ids';
import { objectIn, textOf } from '../shared/pingone/json';
import { readUser } from '../shared/pingone/users';

/**
 * Finds the population of the affected user where an event does not say it, as a change of a group
 * membership does not. It reads the user, each user once in a poll.
 */
export class UserPopulations {
	/** By user ID in lower case; null for a user that cannot be read. */
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
			const ids = page.filter(this.isCandidate).flatMap((activity) => {
				const { id, populationId } = affectedUser(activity);
				return populationId === null && isId(id) ? [id.toLowerCase()] : [];
			});
			const unread = [...new Set(ids)].filter((id) => !this.found.has(id));
			await Promise.all(unread.map(async (id) => this.found.set(id, await this.populationOf(id))));
			yield page;
		}
	}

	/** Returns the population of the affected user; null if there is no such user, or it is not known. */
	of(activity: IDataObject): string | null {
		const { id, populationId } = affectedUser(activity);
		return populationId ?? this.found.get(id?.toLowerCase() ?? '') ?? null;
	}

	/** Null for a user who was deleted, or whom the worker application may not read. */
	private async populationOf(userId: string): Promise<string | null> {
		this.client ??= this.connect();
		try {
			const user = await readUser(await this.client, this.environmentId, userId, {});
			return textOf(objectIn(user, 'population').id);
		} catch (error) {
			const failure = toPingOneError(error);
			const isDenied = failure.status === 403 && failure.codes.length > 0;
			if (!saysNotFound(failure) && !isDenied) throw failure;
			this.warn(
				`Events about user ${userId} were left out, because the filter 'Population IDs' needs the user's population: ${failure.message}`,
			);
			return null;
		}
	}
}
