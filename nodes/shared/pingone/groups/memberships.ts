import type { IDataObject } from 'n8n-workflow';
import type { Subject } from '../errors/responseErrors';
import type { Repetition } from '../client';
import { readAll } from '../collection';
import { confirmChange } from '../confirmChange';
import { PingOneError } from '../errors/pingOneError';
import { groupOf, type Group } from './groups';
import { isJsonObject } from '../json';
import { isRefusedByState, removeAllOf, removeEach, type RemovableList } from '../removeEach';
import { IDENTITY_DATA_ADMIN } from '../auth/roles';
import { sanitize } from '../text';
import { userLabel, userPath, userSubject, type UserTarget } from '../users/findUser';

/** A user's membership of a group. */
export interface Membership extends Group {
	/** False if the membership comes from a rule of the group, or from another group. */
	isDirect: boolean;
}

const DIRECT = 'DIRECT';

const REPEATABLE: Repetition = {
	isRepeatable: true,
	ifUnknown:
		'It is not known whether PingOne changed the membership. Run the workflow again for this item: doing it twice does no harm.',
};

/** Reads all memberships of a user, including those that come from a rule. */
export async function membershipsOf(target: UserTarget): Promise<Membership[]> {
	const { environment, user } = target;
	const collection = {
		path: `${pathOf(target)}?expand=group`,
		name: 'groupMemberships',
		subject: userSubject(environment, user, 'the groups of user'),
	};
	return (await readAll(environment, collection)).map(membershipOf);
}

function membershipOf(listed: IDataObject): Membership {
	return { ...groupOf(listed), isDirect: (listed.type ?? DIRECT) === DIRECT };
}

/**
 * Returns the user's membership of a group. If there are several, returns the direct one, which
 * can be removed.
 */
async function membershipIn(target: UserTarget, { id }: Group): Promise<Membership | undefined> {
	const all = await membershipsOf(target);
	const memberships = all.filter((group) => hasId(group, { id }));
	return memberships.find(({ isDirect }) => isDirect) ?? memberships[0];
}

/**
 * Reads the membership after a change. If that fails, the error must not say that nothing was
 * changed.
 */
async function membershipAfter(target: UserTarget, group: Group): Promise<Membership | undefined> {
	return await membershipIn({ ...target, environment: target.environment.afterChange() }, group);
}

/**
 * Adds a user to a group.
 *
 * @returns false if the user was already a member.
 * @throws {PingOneError} if PingOne refuses.
 */
export async function addToGroup(target: UserTarget, group: Group): Promise<boolean> {
	if (await membershipIn(target, group)) return false;
	const { environment } = target;
	const call = { ...REPEATABLE, body: { id: group.id } };
	const response = await environment.send('POST', pathOf(target), call);
	const wasAddedBefore = response.hadUnknownOutcome === true;
	// A repeat may be refused because an attempt without a response, or somebody else, has added
	// the user meanwhile.
	if (isRefusedByState(response) && (await membershipAfter(target, group))) return wasAddedBefore;
	return await confirmChange(
		{ environment, response, subject: subjectOf(target, group) },
		{
			inResponse: ({ body }) => (isJsonObject(body) && hasId(body, group)) || undefined,
			read: async (after) =>
				(await membershipIn({ ...target, environment: after }, group)) ? true : undefined,
		},
	);
}

/**
 * Removes a user from a group.
 *
 * @returns false if the user was not a member.
 * @throws {PingOneError} also if the membership comes from a rule, so that it cannot be removed.
 */
export async function removeFromGroup(target: UserTarget, group: Group): Promise<boolean> {
	const membership = await membershipIn(target, group);
	if (membership === undefined) return false;
	if (!membership.isDirect) throw ruleMembershipError(target, membership);
	const [{ error, isRemoved }] = await removeEach(removableMemberships(target), [membership]);
	if (error !== undefined) throw error;
	return isRemoved;
}

/** Result of removing a user from all groups. */
export interface RemovedMemberships {
	removed: Group[];
	/** Memberships that come from a rule. */
	kept: Group[];
}

/**
 * Removes a user from all groups with a direct membership.
 *
 * @throws {PingOneError} after all have been tried, if some could not be removed. The error lists
 * them.
 */
export async function removeFromAllGroups(target: UserTarget): Promise<RemovedMemberships> {
	const memberships = await membershipsOf(target);
	const direct = memberships.filter(({ isDirect }) => isDirect);
	const kept = memberships.filter(({ isDirect }) => !isDirect);
	const removed = await removeAllOf(removableMemberships(target), direct, {
		failed: `User ${userLabel(target.user)} could not be removed from`,
		entries: 'groups',
		removed: 'Removed from',
		nameOf: groupName,
	});
	return { removed, kept };
}

function removableMemberships(target: UserTarget): RemovableList<Membership> {
	const { environment } = target;
	return {
		environment,
		list: async (after) => await membershipsOf({ ...target, environment: after }),
		send: async ({ id }) => await environment.send('DELETE', `${pathOf(target)}/${id}`, REPEATABLE),
		subjectOf: (group) => subjectOf(target, group),
	};
}

function ruleMembershipError({ user }: UserTarget, group: Group): PingOneError {
	return new PingOneError(
		`User ${userLabel(user)} cannot be removed from group ${groupName(group)}: a rule of the group makes the user a member`,
		'Change the rule of the group in PingOne, or the attribute or population that the rule checks. Nothing was changed for this item.',
	);
}

function hasId({ id }: IDataObject | Group, group: Group): boolean {
	return String(id).toLowerCase() === group.id.toLowerCase();
}

function groupName({ id, name }: Group): string {
	return name === undefined ? id : sanitize(name);
}

function pathOf({ user }: UserTarget): string {
	return `${userPath(user.id)}/memberOfGroups`;
}

function subjectOf({ environment, user }: UserTarget, group: Group): Subject {
	return {
		name: `user ${userLabel(user)} and group ${groupName(group)} in environment ${environment.id}`,
		role: IDENTITY_DATA_ADMIN,
	};
}
