import { SingleFlight } from '../../http/singleFlight';
import type { Environment } from '../environment';
import { findUser, type User, type UserQuery } from './findUser';

/** Looks up users, each once per execution. */
export class UserDirectory {
	private readonly lookups = new SingleFlight<User>();

	/**
	 * Returns the user. Items share a lookup if its request would be the same.
	 *
	 * @throws {PingOneError} as `findUser` does.
	 */
	async find(environment: Environment, query: UserQuery): Promise<User> {
		const key = JSON.stringify([environment.id, query, environment.options]);
		return await this.lookups.run(key, async () => {
			const { id, username, email } = await findUser(environment, query);
			// Only these attributes, to save memory: they are kept until the execution ends.
			return { id, username, email };
		});
	}
}
