import type { Environment } from '../environment';
import { userLabel, userPath, type UserTarget } from '../users/findUser';

/** A user or an application that can have administrator roles. */
export interface RoleHolder {
	environment: Environment;
	/** Below the environment. */
	path: string;
	/** For a sentence, as in 'user "jane.doe"'. */
	label: string;
}

/** Returns a user as a holder of administrator roles. */
export function userAsRoleHolder({ environment, user }: UserTarget): RoleHolder {
	return { environment, path: userPath(user.id), label: `user ${userLabel(user)}` };
}
