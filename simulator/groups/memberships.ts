/** Group memberships, direct ones and those by a group's rule. */
import type { Group, Groups } from './groups';
import { matching } from '../scimFilter';
import type { User } from '../users/user';
import { USER_FILTER } from '../users/userFilter';

/** By a rule of the group's, a membership is indirect. */
export interface Membership {
	group: Group;
	type: 'DIRECT' | 'INDIRECT';
}

export class Memberships {
	/** The IDs of a user's direct groups by the user's ID. */
	private readonly direct = new Map<string, Set<string>>();

	constructor(private readonly groups: Groups) {}

	add(userId: string, groupId: string): void {
		const groupIds = this.direct.get(userId) ?? new Set();
		this.direct.set(userId, groupIds.add(groupId));
	}

	remove(userId: string, groupId: string): void {
		this.direct.get(userId)?.delete(groupId);
	}

	removeAll(userId: string): void {
		this.direct.delete(userId);
	}

	isDirect(userId: string, groupId: string): boolean {
		return this.direct.get(userId)?.has(groupId) === true;
	}

	/** Returns a test for members of this group. It parses the group's rule once for all users. */
	test(groupId: string): (user: User) => boolean {
		const group = this.groups.get(groupId);
		const fitsRule = group === undefined ? () => false : ruleOf(group);
		return (user) => this.isDirect(user.id, groupId) || fitsRule(user);
	}

	/** The user's memberships, in the order of the groups. */
	of(user: User): Membership[] {
		return this.groups.inEnvironment(user.environmentId).flatMap((group): Membership[] => {
			if (this.isDirect(user.id, group.id)) return [{ group, type: 'DIRECT' }];
			return ruleOf(group)(user) ? [{ group, type: 'INDIRECT' }] : [];
		});
	}
}

function ruleOf({ environmentId, userFilter }: Group): (user: User) => boolean {
	if (userFilter === undefined) return () => false;
	const fits = matching(userFilter, USER_FILTER);
	return (user) => user.environmentId === environmentId && fits(user);
}
