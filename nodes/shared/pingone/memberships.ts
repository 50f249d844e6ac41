import type { IDataObject } from 'n8n-workflow';
import type { ApiResponse, Subject } from './apiErrors';
import type { Repetition } from './client';
import { readAll } from './collection';
import { errorBody } from './errorBody';
import { PingOneError, toPingOneError } from './errors';
import { groupOf, type Group } from './groups';
import { IDENTITY_DATA_ADMIN } from './roles';
import { sanitize } from './text';
import { nameOf, userPath, userSubject, type UserTarget } from './users';

/** A user's membership of a group. */
export interface Membership extends Group {
	/** One that is not direct comes from a rule of the group, or from another group. */
	isDirect: boolean;
}

const DIRECT = 'DIRECT';

const REPEATABLE: Repetition = {
	isRepeatable: true,
	ifUnknown:
		'It is not known whether PingOne changed the membership. Run the workflow again for this item: doing it twice does no harm.',
};

/** All memberships of a user, the direct ones and those that come from a rule. */
export async function membershipsOf(target: UserTarget): Promise<Membership[]> {
	const { client, environmentId, user, request } = target;
	const collection = {
		path: `${pathOf(target)}?expand=group`,
		name: 'groupMemberships',
		subject: userSubject(environmentId, user, 'the groups of user'),
	};
	return (await readAll(client, collection, request)).map(membershipOf);
}

function membershipOf(listed: IDataObject): Membership {
	return { ...groupOf(listed), isDirect: (listed.type ?? DIRECT) === DIRECT };
}

/** If there are several, the direct one, which can be removed. */
async function membershipIn(target: UserTarget, { id }: Group): Promise<Membership | undefined> {
	const all = await membershipsOf(target);
	const memberships = all.filter((group) => group.id.toLowerCase() === id.toLowerCase());
	return memberships.find(({ isDirect }) => isDirect) ?? memberships[0];
}

/** The same after a change: should it not be readable, nobody is told that nothing was changed. */
async function membershipAfter(target: UserTarget, group: Group): Promise<Membership | undefined> {
	const request = { ...target.request, isAfterChange: true };
	return await membershipIn({ ...target, request }, group);
}

/**
 * Adds a user to a group.
 *
 * @returns whether the user was not in it before.
 * @throws {PingOneError} if PingOne refuses.
 */
export async function addToGroup(target: UserTarget, group: Group): Promise<boolean> {
	if (await membershipIn(target, group)) return false;
	const { client, request } = target;
	const call = { ...REPEATABLE, body: { id: group.id } };
	const response = await client.send('POST', pathOf(target), call, request);
	const wasAddedBefore = response.mayHaveBeenCarriedOut === true;
	// A repeat may be refused because the lost attempt, or somebody else, has added the user meanwhile.
	if (isRefusedByState(response) && (await membershipAfter(target, group))) return wasAddedBefore;
	client.resultOf(response, subjectOf(target, group));
	return true;
}

/**
 * Takes a user out of a group.
 *
 * @returns whether the user was in it.
 * @throws {PingOneError} also if the membership comes from a rule, and cannot be removed alone.
 */
export async function removeFromGroup(target: UserTarget, group: Group): Promise<boolean> {
	const membership = await membershipIn(target, group);
	if (membership === undefined) return false;
	if (!membership.isDirect) throw comesFromRule(target, membership);
	return await removeMembership(target, membership);
}

/** @returns false if somebody else has removed it meanwhile. */
async function removeMembership(target: UserTarget, group: Membership): Promise<boolean> {
	const { client, request } = target;
	const path = `${pathOf(target)}/${group.id}`;
	const response = await client.send('DELETE', path, REPEATABLE, request);
	// What PingOne says of a membership that is gone is not documented: so it is looked up.
	if (isRefusedByState(response) && !(await membershipAfter(target, group))) {
		return response.mayHaveBeenCarriedOut === true;
	}
	client.resultOf(response, subjectOf(target, group));
	return true;
}

/** What became of a user's memberships. */
export interface RemovedMemberships {
	removed: Group[];
	/** Those that are not direct: they come from a rule. */
	kept: Group[];
}

/**
 * Takes a user out of all groups that the user is in directly.
 *
 * @throws {PingOneError} once all have been tried, if some could not be removed, saying which.
 */
export async function removeFromAllGroups(target: UserTarget): Promise<RemovedMemberships> {
	const memberships = await membershipsOf(target);
	const direct = memberships.filter(({ isDirect }) => isDirect);
	const kept = memberships.filter(({ isDirect }) => !isDirect);
	const removed: Group[] = [];
	const failed: Array<{ group: Group; error: PingOneError }> = [];
	await Promise.all(
		direct.map(async (group) => {
			try {
				await removeMembership(target, group);
				removed.push(group);
			} catch (error) {
				failed.push({ group, error: toPingOneError(error) });
			}
		}),
	);
	if (failed.length > 0) throw someNotRemoved(target, removed, failed);
	return { removed, kept };
}

function someNotRemoved(
	{ user }: UserTarget,
	removed: Group[],
	failed: Array<{ group: Group; error: PingOneError }>,
): PingOneError {
	const [{ error: first }] = failed;
	const left = failed.map(({ group, error }) => `${groupName(group)} (${error.message})`);
	return new PingOneError(
		`User ${nameOf(user)} could not be removed from ${failed.length} of ${failed.length + removed.length} groups`,
		`Removed from: ${removed.map(groupName).join(', ') || 'none'}. Not removed from: ${left.join('; ')}. ${first.description}`,
		first.status,
	);
}

/** Whether PingOne itself refuses a request for what is so by now, and not for the token or the rate. */
function isRefusedByState({ status, body }: ApiResponse): boolean {
	return [400, 404, 409].includes(status) && errorBody(body) !== undefined;
}

function comesFromRule({ user }: UserTarget, group: Group): PingOneError {
	return new PingOneError(
		`User ${nameOf(user)} cannot be removed from group ${groupName(group)}: a rule of the group makes the user a member`,
		'Change the rule of the group in PingOne, or what it looks at (an attribute of the user, or the population). Nothing was changed for this item.',
	);
}

function groupName({ id, name }: Group): string {
	return name === undefined ? id : sanitize(name);
}

function pathOf({ environmentId, user }: UserTarget): string {
	return `${userPath(environmentId, user.id)}/memberOfGroups`;
}

function subjectOf({ environmentId, user }: UserTarget, group: Group): Subject {
	return {
		name: `user ${nameOf(user)} and group ${groupName(group)} in environment ${environmentId}`,
		role: IDENTITY_DATA_ADMIN,
	};
}
