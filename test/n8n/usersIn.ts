import type { N8nSandbox } from '../support/product';
import { seededPassword } from '../../simulator/seed/seed';
import { seededUserId, WORKFORCE_ID } from '../../simulator/seed/seededIds';

/** The users in a sandbox's PingOne, by their usernames. */
export function usersIn(sandbox: () => N8nSandbox) {
	const tenant = () => sandbox().simulator.tenant;
	const sessionsOf = (username: string) =>
		[...tenant().sessions.values()].filter(({ userId }) => userId === seededUserId(username));
	return {
		/** Tries to sign a user on, with the correct password by default. */
		signOn: (username: string, password = seededPassword(tenant(), username)) =>
			tenant().signOn({ environmentId: WORKFORCE_ID, username, password }),
		sessionsOf,
		countSessionsOf: (username: string) => sessionsOf(username).length,
		isEnabled: (username: string) => tenant().users.get(seededUserId(username))!.enabled,
	};
}
