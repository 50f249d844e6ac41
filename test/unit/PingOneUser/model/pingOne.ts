/**
 * A small PingOne for the model check: pure functions of a state and a request. It knows what PingOne
 * User needs: users with unique usernames, and their account, password, groups and sessions.
 */

export interface User {
	id: string;
	/** Unique; case is ignored. */
	username: string;
	/** Several users may have the same address. */
	email: string;
	title: string | null;
	populationId: string;
	enabled: boolean;
	/** The end of the account's lock. */
	unlockAt: string | null;
	password: string | null;
	earlierPasswords: string[];
	mustChangePassword: boolean;
	isPasswordLocked: boolean;
	/** True if another identity provider has the password. */
	isExternal: boolean;
	/** The groups that the user was added to. */
	groupIds: string[];
	sessionIds: string[];
	/** ISO 8601, like `passwordChangedAt`. */
	createdAt: string;
	passwordChangedAt: string;
}

export interface State {
	users: readonly User[];
	/** The number of users created by username, from which the ID of the next one is derived. */
	created: Readonly<Record<string, number>>;
}

export interface ApiRequest {
	method: string;
	/** The path below the API's base, with the query. */
	path: string;
	/** An empty text if there is none. */
	mediaType: string;
	/** An empty text if there is none. */
	body: string;
}

export interface Response {
	status: number;
	/** Parsed JSON, or a text. */
	body: unknown;
}

/** PingOne's behavior where its documentation leaves it open. */
export interface Variant {
	/** The status of the response to Force Password Change. */
	forceChangeStatus: 200 | 204;
	/** True if a PATCH with a population is refused; otherwise it is carried out without the population. */
	refusesPopulation: boolean;
}

export const API = 'https://api.pingone.eu/v1';
export const ENVIRONMENT_ID = 'e0000000-0000-4000-8000-000000000000';
export const POPULATION_IDS = [
	'f1000000-0000-4000-8000-000000000000',
	'f2000000-0000-4000-8000-000000000000',
];
/** Users of the second population are in the last group by its rule. */
export const GROUPS = [
	{ id: '91000000-0000-4000-8000-000000000000', name: 'VPN Users' },
	{ id: '92000000-0000-4000-8000-000000000000', name: 'Finance' },
	{ id: '93000000-0000-4000-8000-000000000000', name: 'All Employees' },
];
const RULE_GROUP_ID = GROUPS[2].id;

export const MEDIA_TYPES = {
	lock: 'application/vnd.pingidentity.account.lock+json',
	unlock: 'application/vnd.pingidentity.account.unlock+json',
	import: 'application/vnd.pingidentity.user.import+json',
	set: 'application/vnd.pingidentity.password.set+json',
	setValue: 'application/vnd.pingidentity.password.setValue+json',
	forceChange: 'application/vnd.pingidentity.password.forceChange',
	unlockPassword: 'application/vnd.pingidentity.password.unlock+json',
	sendRecoveryCode: 'application/vnd.pingidentity.password.sendRecoveryCode+json',
	logout: 'application/vnd.pingidentity.sso.session.logout',
	json: 'application/json',
};

/** Returns the ID of the user who is created as the nth one with a username. */
export function createdId(username: string, nth: number): string {
	const hex = [...username.toLowerCase()].map((char) => char.charCodeAt(0).toString(16)).join('');
	return `c${String(nth).padStart(7, '0')}-0000-4000-8000-${hex.padEnd(12, '0').slice(0, 12)}`;
}

/** Returns a time as PingOne writes it, with milliseconds. */
export function isoTime(text: string): string {
	return new Date(text).toISOString();
}

export function isSameText(one: string, other: string): boolean {
	return one.toLowerCase() === other.toLowerCase();
}

export function userById({ users }: State, id: string): User | undefined {
	return users.find((user) => user.id === id.toLowerCase());
}

export function userByUsername({ users }: State, username: string): User | undefined {
	return users.find((user) => isSameText(user.username, username));
}

export function withUser(state: State, changed: User): State {
	return {
		...state,
		users: state.users.map((user) => (user.id === changed.id ? changed : user)),
	};
}

export function withoutUser(state: State, { id }: User): State {
	return { ...state, users: state.users.filter((user) => user.id !== id) };
}

export function withNewUser(state: State, given: Partial<User> & NamedUser): State {
	const key = given.username.toLowerCase();
	const nth = (state.created[key] ?? 0) + 1;
	const user: User = { ...NEW_USER, createdAt: now(), ...given, id: createdId(key, nth) };
	return { users: [...state.users, user], created: { ...state.created, [key]: nth } };
}

type NamedUser = Pick<User, 'username' | 'email' | 'populationId'>;

export const NEW_USER = {
	title: null,
	enabled: true,
	unlockAt: null,
	password: null,
	earlierPasswords: [],
	mustChangePassword: false,
	isPasswordLocked: false,
	isExternal: false,
	groupIds: [],
	sessionIds: [],
	createdAt: '2026-01-01T00:00:00.000Z',
	passwordChangedAt: '2026-01-01T00:00:00.000Z',
};

function now(): string {
	return new Date(Date.now()).toISOString();
}

export function passwordStatusOf(user: User): string {
	if (user.password === null) return 'NO_PASSWORD';
	if (user.isPasswordLocked) return 'LOCKED';
	return user.mustChangePassword ? 'MUST_CHANGE_PASSWORD' : 'OK';
}

/** True if the password policy accepts a password: not a weak one, nor one that the user has had. */
export function isAllowedPassword(user: User | undefined, password: string): boolean {
	const had = user === undefined ? [] : [user.password, ...user.earlierPasswords];
	return !password.includes('weak') && !had.includes(password);
}

export function withPassword(user: User, password: string | null, mustChange: boolean): User {
	const { password: before, earlierPasswords } = user;
	return {
		...user,
		password,
		earlierPasswords: before === null ? earlierPasswords : [before, ...earlierPasswords],
		mustChangePassword: mustChange,
		isPasswordLocked: false,
		passwordChangedAt: now(),
	};
}

/** A membership by the group's rule is not direct, and cannot be removed. */
export function membershipsOf(user: User): Membership[] {
	return GROUPS.flatMap(({ id, name }): Membership[] => {
		if (user.groupIds.includes(id)) return [{ id, name, isDirect: true }];
		const isByRule = id === RULE_GROUP_ID && user.populationId === POPULATION_IDS[1];
		return isByRule ? [{ id, name, isDirect: false }] : [];
	});
}

interface Membership {
	id: string;
	name: string;
	isDirect: boolean;
}

type Handled = { state: State; response: Response };

/** Carries out a request. */
export function handle(state: State, request: ApiRequest, variant: Variant): Handled {
	const { pathname, searchParams } = new URL(`${API}${request.path}`);
	const [, , , environmentId, ...segments] = pathname.toLowerCase().split('/');
	if (environmentId !== ENVIRONMENT_ID) return refuse(state, 403, 'ACCESS_FAILED');
	const [collection, id, part, partId] = segments;
	const call: Call = { ...request, state, variant, filter: searchParams.get('filter') ?? '' };
	if (collection === 'groups') return groupsFound(call);
	if (collection === 'sessions') return sessionEnded(call, id);
	if (id === undefined) return request.method === 'GET' ? usersFound(call) : userCreated(call);
	const user = userById(state, id);
	if (user === undefined) return refuse(state, 404, 'NOT_FOUND');
	return PARTS[part ?? ''](call, user, partId);
}

interface Call extends ApiRequest {
	state: State;
	variant: Variant;
	filter: string;
}

/** Request handlers by the part of the path after the user. */
const PARTS: Record<string, (call: Call, user: User, id?: string) => Handled> = {
	'': handleUser,
	enabled: (call, user) => {
		const { enabled } = JSON.parse(call.body);
		return changed(call, { ...user, enabled }, { _links: {}, enabled });
	},
	population: (call, user) => {
		const { id } = JSON.parse(call.body);
		return changed(call, { ...user, populationId: id }, { _links: {}, id });
	},
	password: handlePassword,
	memberofgroups: handleMemberships,
	sessions: ({ state }, user) =>
		respond(
			state,
			200,
			page(
				'sessions',
				user.sessionIds.map((id) => ({ id })),
			),
		),
};

function handleUser(call: Call, user: User): Handled {
	const { state, method, mediaType, body } = call;
	if (method === 'GET') return respond(state, 200, userJson(user));
	if (method === 'DELETE') return respond(withoutUser(state, user), 204, '');
	if (method === 'PATCH') return userPatched(call, user);
	const unlockAt = mediaType === MEDIA_TYPES.lock ? isoTime(JSON.parse(body).unlockAt) : null;
	return changed(call, { ...user, unlockAt });
}

function userPatched(call: Call, user: User): Handled {
	const { population, ...changes } = JSON.parse(call.body);
	if (population !== undefined && call.variant.refusesPopulation) {
		return refuse(call.state, 400, 'INVALID_DATA', [
			{ code: 'INVALID_VALUE', target: 'population', message: 'It cannot be changed here' },
		]);
	}
	return isUsernameTaken(call.state, changes.username, user)
		? refuseUsername(call.state)
		: changed(call, { ...user, ...changes });
}

function userCreated(call: Call): Handled {
	const { state, body } = call;
	const { username, email, title = null, population, password } = JSON.parse(body);
	if (isUsernameTaken(state, username)) return refuseUsername(state);
	if (password !== undefined && !isAllowedPassword(undefined, password.value)) {
		return refusePassword(state, password.value);
	}
	const created = withNewUser(state, {
		username,
		email,
		title,
		populationId: population.id,
		...(password && { password: password.value, mustChangePassword: password.forceChange }),
	});
	const [user] = created.users.slice(-1);
	return respond(created, 201, userJson(user));
}

function isUsernameTaken(state: State, username: string | undefined, own?: User): boolean {
	const holder = username === undefined ? undefined : userByUsername(state, username);
	return holder !== undefined && holder.id !== own?.id;
}

function refuseUsername(state: State): Handled {
	return refuse(state, 400, 'INVALID_DATA', [
		{ code: 'UNIQUENESS_VIOLATION', target: 'username', message: 'The username is taken already' },
	]);
}

/** An error that repeats the password, which no output may contain. */
function refusePassword(state: State, password: string): Handled {
	return refuse(state, 400, 'INVALID_DATA', [
		{ code: 'INVALID_VALUE', target: 'password', message: `The policy refuses ${password}` },
	]);
}

function handlePassword(call: Call, user: User): Handled {
	const { state, method, mediaType, body, variant } = call;
	const refuseState = (message: string) =>
		refuse(state, 400, 'REQUEST_FAILED', [{ code: 'INVALID_VALUE', message }]);
	if (user.isExternal) return refuseState('The password is EXTERNAL');
	if (method === 'GET') return respond(state, 200, passwordJson(user));
	if (mediaType === MEDIA_TYPES.set) {
		const { value, forceChange } = JSON.parse(body);
		if (!isAllowedPassword(user, value)) return refusePassword(state, value);
		return changedPassword(call, withPassword(user, value, forceChange));
	}
	if (mediaType === MEDIA_TYPES.setValue) {
		return changedPassword(call, user.password === null ? user : withPassword(user, null, false));
	}
	if (user.password === null) return refuseState('The user has no password: NO_PASSWORD');
	if (mediaType === MEDIA_TYPES.sendRecoveryCode) {
		return user.enabled ? changedPassword(call, user) : refuseState('The user is disabled');
	}
	if (MEDIA_TYPES.unlockPassword.startsWith(mediaType)) {
		return changedPassword(call, { ...user, isPasswordLocked: false });
	}
	const handled = changedPassword(call, {
		...user,
		isPasswordLocked: false,
		mustChangePassword: true,
	});
	return variant.forceChangeStatus === 204
		? { ...handled, response: { status: 204, body: '' } }
		: handled;
}

function handleMemberships(call: Call, user: User, groupId?: string): Handled {
	const { state, method, body } = call;
	const memberships = membershipsOf(user).map(({ id, name, isDirect }) => ({
		id,
		name,
		type: isDirect ? 'DIRECT' : 'INDIRECT',
	}));
	if (method === 'GET') return respond(state, 200, page('groupMemberships', memberships));
	const id = groupId ?? JSON.parse(body).id.toLowerCase();
	const { groupIds } = user;
	if (method === 'DELETE') {
		return groupIds.includes(id)
			? respond(
					withUser(state, { ...user, groupIds: groupIds.filter((other) => other !== id) }),
					204,
					'',
				)
			: refuse(state, 404, 'NOT_FOUND');
	}
	const group = GROUPS.find((other) => other.id === id);
	if (group === undefined || groupIds.includes(id)) {
		return refuse(state, 400, 'INVALID_DATA', [
			{
				code: group === undefined ? 'INVALID_VALUE' : 'UNIQUENESS_VIOLATION',
				target: 'id',
				message: 'There is no such group, or the user is a member already',
			},
		]);
	}
	const added = withUser(state, { ...user, groupIds: [...groupIds, id] });
	return respond(added, 201, { ...group, type: 'DIRECT' });
}

function sessionEnded({ state }: Call, id: string): Handled {
	const user = state.users.find(({ sessionIds }) => sessionIds.includes(id));
	if (user === undefined) return refuse(state, 404, 'NOT_FOUND');
	const sessionIds = user.sessionIds.filter((other) => other !== id);
	return respond(withUser(state, { ...user, sessionIds }), 204, '');
}

function usersFound({ state, filter }: Call): Handled {
	const [by, value] = filterOf(filter);
	const found = state.users.filter(
		(user) => by === '' || isSameText(by === 'username' ? user.username : user.email, value),
	);
	return respond(state, 200, page('users', found.map(userJson)));
}

function groupsFound({ state, filter }: Call): Handled {
	const [, value] = filterOf(filter);
	return respond(
		state,
		200,
		page(
			'groups',
			GROUPS.filter(({ name }) => isSameText(name, value)),
		),
	);
}

/** Returns the attribute and the text of `attribute eq "text"`; both empty if there is no filter. */
function filterOf(filter: string): [by: string, value: string] {
	const [by, , ...rest] = filter.split(' ');
	return filter === '' ? ['', ''] : [by, JSON.parse(rest.join(' '))];
}

function changed(call: Call, user: User, body: unknown = userJson(user)): Handled {
	return respond(withUser(call.state, user), 200, body);
}

function changedPassword(call: Call, user: User): Handled {
	return changed(call, user, passwordJson(user));
}

function respond(state: State, status: number, body: unknown): Handled {
	return { state, response: { status, body } };
}

function refuse(state: State, status: number, code: string, details?: object[]): Handled {
	return respond(state, status, { id: 'reference', code, message: 'Refused', details });
}

function page(name: string, listed: object[]): object {
	return { _links: {}, _embedded: { [name]: listed }, count: listed.length, size: listed.length };
}

function userJson({ id, username, email, title, populationId, enabled, unlockAt, ...user }: User) {
	return {
		_links: {},
		id,
		environment: { id: ENVIRONMENT_ID },
		population: { id: populationId },
		username,
		email,
		...(title !== null && { title }),
		enabled,
		account:
			unlockAt === null
				? { canAuthenticate: enabled, status: 'OK' }
				: { canAuthenticate: false, status: 'LOCKED', unlockAt },
		createdAt: user.createdAt,
		identityProvider: { type: user.isExternal ? 'SAML' : 'PING_ONE' },
	};
}

function passwordJson(user: User) {
	return {
		_links: {},
		environment: { id: ENVIRONMENT_ID },
		user: { id: user.id },
		passwordPolicy: { id: ENVIRONMENT_ID },
		status: passwordStatusOf(user),
		lastChangedAt: user.passwordChangedAt,
	};
}
