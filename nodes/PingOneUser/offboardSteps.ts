/** The steps of Offboard, in the order in which they are carried out. */
import { changeDevices } from '../shared/pingone/devices/changeDevices';
import { block } from '../shared/pingone/devices/deviceActions';
import { userDevices } from '../shared/pingone/devices/devices';
import { deviceName, isBlocked } from '../shared/pingone/devices/simplifyDevice';
import { membershipsOf, removeFromAllGroups } from '../shared/pingone/groups/memberships';
import {
	chooseRoles,
	removeRoles,
	roleAssignmentsOf,
	roleLabel,
} from '../shared/pingone/roles/roleAssignments';
import { userAsRoleHolder } from '../shared/pingone/roles/roleHolder';
import { resetAllSessions } from '../shared/pingone/sessions/resetAllSessions';
import { userSessions } from '../shared/pingone/sessions/sessions';
import { consentsOf, revokeConsents } from '../shared/pingone/users/consents';
import { setEnabled } from '../shared/pingone/users/enableAndLock';
import { linkedAccountsOf, unlink } from '../shared/pingone/users/linkedAccounts';
import type { ActionTarget } from './defineUserOperation';

/** What a step has taken away, or would take away, and what it keeps; each for a person to read. */
interface StepResult {
	affected: string[];
	/** With the reason. */
	kept?: string[];
}

/** A step of Offboard. */
export interface OffboardStep {
	value: string;
	name: string;
	/** Takes rights away. @throws {PingOneError} if some are left. */
	run(target: ActionTarget): Promise<StepResult>;
	/** Reads what `run` would do, and changes nothing. */
	preview(target: ActionTarget): Promise<StepResult>;
}

/** Keep the user out. They are always carried out, and first. */
export const KEEP_OUT: OffboardStep[] = [
	{
		value: 'disable',
		name: 'Disable',
		run: async (target) => {
			await setEnabled(target, false);
			return { affected: enabledAccount(target) };
		},
		preview: async (target) => ({ affected: enabledAccount(target) }),
	},
	{
		value: 'endSessions',
		name: 'End Sessions',
		run: async ({ environment, user }) => {
			const all = { except: new Set<string>(), checkAgain: true };
			const { sessions } = await resetAllSessions(environment, user, all);
			const ended = sessions.filter(({ result }) => result === 'reset');
			return { affected: ended.map(({ sessionId }) => sessionId) };
		},
		preview: async ({ environment, user }) => {
			const sessions = await userSessions(environment, user.id);
			return { affected: sessions.map(({ id }) => String(id)) };
		},
	},
];

/** Can be switched off. */
export const TAKE_AWAY: OffboardStep[] = [
	{
		value: 'adminRoles',
		name: 'Administrator Roles',
		run: async (target) => {
			const { removed, kept } = await removeRoles(userAsRoleHolder(target), target.roles);
			return rolesResult(removed, kept);
		},
		preview: async (target) => {
			const assignments = await roleAssignmentsOf(userAsRoleHolder(target), target.roles);
			const { removable, kept } = chooseRoles(assignments);
			return rolesResult(removable, kept);
		},
	},
	{
		value: 'groups',
		name: 'Direct Groups',
		run: async (target) => {
			const { removed, kept } = await removeFromAllGroups(target);
			return groupsResult(removed, kept);
		},
		preview: async (target) => {
			const memberships = await membershipsOf(target);
			return groupsResult(
				memberships.filter(({ isDirect }) => isDirect),
				memberships.filter(({ isDirect }) => !isDirect),
			);
		},
	},
	{
		value: 'consents',
		name: 'Consents',
		run: async (target) => consentsResult(await revokeConsents(target, await consentsOf(target))),
		preview: async (target) => consentsResult(await consentsOf(target)),
	},
	{
		value: 'linkedAccounts',
		name: 'Linked Accounts',
		run: async (target) => linksResult(await unlink(target, await linkedAccountsOf(target))),
		preview: async (target) => linksResult(await linkedAccountsOf(target)),
	},
	{
		value: 'mfaDevices',
		name: 'MFA Devices',
		run: async ({ environment, user }) => {
			const changes = await changeDevices(block, { environment, user }, new Map());
			const blocked = changes.filter(({ result }) => result === 'blocked');
			return { affected: blocked.map(({ device }) => deviceLabel(device)) };
		},
		preview: async ({ environment, user }) => {
			const devices = await userDevices(environment, user.id);
			return { affected: devices.filter((device) => !isBlocked(device)).map(deviceLabel) };
		},
	},
];

function enabledAccount({ user }: ActionTarget): string[] {
	return user.enabled === false ? [] : [user.username ?? user.id];
}

function rolesResult(
	removed: Parameters<typeof roleLabel>[0][],
	kept: Awaited<ReturnType<typeof removeRoles>>['kept'],
): StepResult {
	return {
		affected: removed.map(roleLabel),
		kept: kept.map((role) => `${roleLabel(role)}: ${role.reason}`),
	};
}

type Groups = Awaited<ReturnType<typeof removeFromAllGroups>>['removed'];

function groupsResult(removed: Groups, kept: Groups): StepResult {
	const label = ({ id, name = id }: Groups[number]) => name;
	return {
		affected: removed.map(label),
		kept: kept.map((group) => `${label(group)}: A rule of the group makes the user a member`),
	};
}

function consentsResult(consents: Awaited<ReturnType<typeof consentsOf>>): StepResult {
	return { affected: consents.map(({ id, applicationName }) => applicationName ?? id) };
}

function linksResult(accounts: Awaited<ReturnType<typeof linkedAccountsOf>>): StepResult {
	return { affected: accounts.map(({ id, externalId }) => externalId ?? id) };
}

function deviceLabel(device: Parameters<typeof deviceName>[0]): string {
	return `${String(device.type)} ${deviceName(device) ?? String(device.id)}`;
}
