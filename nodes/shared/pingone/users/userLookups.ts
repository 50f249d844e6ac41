import { SingleFlight } from '../../http/singleFlight';
import type { PingOneClient, RequestOptions } from '../client';
import { findUser, type User, type UserQuery } from './findUser';

/** Looks up users, each once per execution. */
export class UserDirectory {
	private readonly lookups = new SingleFlight<User>();

	/**
	 * Returns the user. Items share a lookup if its request would be the same.
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
			// Only these attributes, to save memory: they are kept until the execution ends.
			return { id, username, email };
		});
	}
}
