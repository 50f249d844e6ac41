/** The expected result of each operation of PingOne User for one item that runs alone, without faults. */
import type { IDataObject } from 'n8n-workflow';
import {
	GROUPS,
	isAllowedPassword,
	isoTime,
	isSameText,
	membershipsOf,
	passwordStatusOf,
	userById,
	userByUsername,
	withNewUser,
	withoutUser,
	withPassword,
	withUser,
	type State,
	type User,
} from './pingOne';

export const OPERATIONS = [
	'update',
	'create',
	'delete',
	'disable',
	'enable',
	'lock',
	'unlock',
	'addToGroup',
	'removeFromGroup',
	'setPassword',
	'forcePasswordChange',
	'unlockPassword',
	'removePassword',
	'sendRecoveryCode',
	'get',
	'getAll',
] as const;

export type OperationName = (typeof OPERATIONS)[number];

/** The parameters of one item: those that its operation has. */
export interface Item {
	user?: { by: 'id' | 'username' | 'email'; value: string };
	/** Fields of Update and Create. */
	fields?: {
		username?: string;
		email?: string;
		title?: string;
		populationId?: string;
		/** Fields of Create only. */
		password?: string;
	};
	group?: { by: 'id' | 'name'; value: string } | 'allDirect';
	password?: string;
	forceChange?: boolean;
	unlockAt?: string;
	endSessions?: boolean;
}

/** The state afterwards, and the item's outputs; without outputs, the item fails and changes nothing. */
export interface Modeled {
	state: State;
	outputs?: IDataObject[];
}

/** Runs one item. */
export function runAlone(state: State, operation: OperationName, item: Item): Modeled {
	if (operation === 'getAll') return { state, outputs: state.users.map(simplified) };
	if (operation === 'create') return create(state, item);
	const user = userMeant(state, item);
	if (user === undefined) return { state };
	const result = ACTIONS[operation](user, item, state);
	if (result === undefined) return { state };
	const { after, output } = result;
	const isDeleted = after === undefined;
	const ended = item.endSessions && after ? { ...after, sessionIds: [] } : after;
	return {
		state: isDeleted ? withoutUser(state, user) : withUser(state, ended ?? user),
		outputs: [
			{
				...(operation !== 'get' && named(user)),
				...(item.endSessions && { sessionsFound: user.sessionIds.length }),
				...output,
			},
		],
	};
}

/** The one user whom an item means; undefined if there is none, or more than one. */
export function userMeant(state: State, { user: meant }: Item): User | undefined {
	if (meant === undefined) return undefined;
	const { by, value } = meant;
	if (by === 'id') return userById(state, value);
	if (by === 'username') return userByUsername(state, value);
	const found = state.users.filter(({ email }) => isSameText(email, value));
	return found.length === 1 ? found[0] : undefined;
}

/** The user afterwards, undefined once deleted, and what the output says. */
interface Acted {
	after: User | undefined;
	output: IDataObject;
}

type Action = (user: User, item: Item, state: State) => Acted | undefined;

const ACTIONS: Record<Exclude<OperationName, 'create' | 'getAll'>, Action> = {
	update: (user, { fields = {} }, state) => {
		const holder = fields.username === undefined ? user : userByUsername(state, fields.username);
		if (holder !== undefined && holder.id !== user.id) return undefined;
		const after = { ...user, ...fields };
		const { username, email, enabled, populationId } = after;
		const isChanged = JSON.stringify(after) !== JSON.stringify(user);
		return { after, output: { username, email, enabled, populationId, changed: isChanged } };
	},
	delete: () => ({ after: undefined, output: { deleted: true, changed: true } }),
	disable: (user) => ({
		after: { ...user, enabled: false },
		output: { enabled: false, changed: user.enabled },
	}),
	enable: (user) => ({
		after: { ...user, enabled: true },
		output: { enabled: true, changed: !user.enabled },
	}),
	lock: (user, item) => {
		const unlockAt = isoTime(item.unlockAt ?? '');
		const output = { accountStatus: 'LOCKED', unlockAt, changed: user.unlockAt !== unlockAt };
		return { after: { ...user, unlockAt }, output };
	},
	unlock: (user) => ({
		after: { ...user, unlockAt: null },
		output: { accountStatus: 'OK', changed: user.unlockAt !== null },
	}),
	addToGroup: (user, item) => {
		const group = groupMeant(item);
		if (group === undefined) return undefined;
		const isMember = membershipsOf(user).some(({ id }) => id === group.id);
		return {
			after: isMember ? user : { ...user, groupIds: [...user.groupIds, group.id] },
			output: { groupId: group.id, changed: !isMember },
		};
	},
	removeFromGroup: (user, item) => {
		const memberships = membershipsOf(user);
		if (item.group === 'allDirect') {
			const ids = (isDirect: boolean) =>
				memberships.filter((one) => one.isDirect === isDirect).map(({ id }) => id);
			const groupsRemoved = ids(true);
			return {
				after: { ...user, groupIds: [] },
				output: { groupsRemoved, groupsKept: ids(false), changed: groupsRemoved.length > 0 },
			};
		}
		const group = groupMeant(item);
		const membership = memberships.find(({ id }) => id === group?.id);
		if (group === undefined || membership?.isDirect === false) return undefined;
		return {
			after: { ...user, groupIds: user.groupIds.filter((id) => id !== group.id) },
			output: { groupId: group.id, changed: membership !== undefined },
		};
	},
	setPassword: (user, { password = '', forceChange = false }) => {
		if (user.isExternal || !isAllowedPassword(user, password)) return undefined;
		const after = withPassword(user, password, forceChange);
		return {
			after,
			output: { passwordStatus: passwordStatusOf(after), forceChange, changed: true },
		};
	},
	forcePasswordChange: (user) => {
		if (user.isExternal || user.password === null) return undefined;
		const after = { ...user, mustChangePassword: true, isPasswordLocked: false };
		return passwordChanged(user, after);
	},
	unlockPassword: (user) => {
		if (user.isExternal || user.password === null) return undefined;
		return passwordChanged(user, { ...user, isPasswordLocked: false });
	},
	removePassword: (user) => {
		if (user.isExternal) return undefined;
		return passwordChanged(user, user.password === null ? user : withPassword(user, null, false));
	},
	sendRecoveryCode: (user) => {
		if (user.isExternal || user.password === null || !user.enabled) return undefined;
		return { after: user, output: { codeSent: true, changed: true } };
	},
	get: (user) => ({
		after: user,
		output: { ...simplified(user), groups: membershipsOf(user).map(({ id }) => id) },
	}),
};

function create(state: State, { fields = {} }: Item): Modeled {
	const { username = '', email = '', populationId = '', title = null, password } = fields;
	const isAllowed = password === undefined || isAllowedPassword(undefined, password);
	if (userByUsername(state, username) !== undefined || !isAllowed) return { state };
	const withPasswordGiven = password !== undefined && { password, mustChangePassword: true };
	const given = { username, email, populationId, title, ...withPasswordGiven };
	const created = withNewUser(state, given);
	const [user] = created.users.slice(-1);
	const output = { ...named(user), enabled: true, populationId, changed: true };
	return { state: created, outputs: [output] };
}

function groupMeant({ group }: Item) {
	if (group === undefined || group === 'allDirect') return undefined;
	const { by, value } = group;
	return by === 'id' ? { id: value } : GROUPS.find(({ name }) => isSameText(name, value));
}

function passwordChanged(before: User, after: User): Acted {
	const passwordStatus = passwordStatusOf(after);
	return {
		after,
		output: { passwordStatus, changed: passwordStatus !== passwordStatusOf(before) },
	};
}

function named({ id, username, email }: User): IDataObject {
	return { success: true, userId: id, username, email };
}

function simplified({ id, username, email, enabled, unlockAt, populationId }: User): IDataObject {
	const accountStatus = unlockAt === null ? 'OK' : 'LOCKED';
	return { id, username, email, enabled, accountStatus, populationId };
}
