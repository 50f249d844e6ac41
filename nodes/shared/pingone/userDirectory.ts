import { SingleFlight } from '../http/singleFlight';
import type { PingOneClient, RequestOptions } from './client';
import { findUser, type User, type UserQuery } from './users';

/** Looks up users, each once in an execution. */
export class UserDirectory {
	private readonly lookups = new SingleFlight<User>();

	/**
	 * The one user that is meant. Items share a lookup if it would be the same request.
	 *
	 * @throws {PingOneError} as `findUser` does.
	 */
	async find(
		client: PingOneClient,
		environmentId: string,
		query: UserQuery,
		options: RequestOptions,
	): Promise<User> {
		const key = JSON.stringify([environmentId.toLowerCase(), query, options]);
		return await this.lookups.run(key, async () => {
			const { id, username, email } = await findUser(client, environmentId, query, options);
			// Not all attributes: they would be held for each user until the execution ends.
			return { id, username, email };
		});
	}
}
