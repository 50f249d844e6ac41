/**
 * The probes of `npm run check:tenant`, in the order in which they run. To add one, add a row. What it
 * changes must be undone by a later row, or belong to the user that the check creates.
 */
import {
	deviceIn,
	groupIn,
	idAs,
	ownRolesIn,
	populationsIn,
	rolesIn,
	sessionsIn,
	testUserIn,
} from './keep';
import * as observe from './observe';
import type { Probe } from './probe';

const PINGONE = 'nodes/shared/pingone';
const DATA = { role: 'Identity Data Admin' } as const;
const ADMIN = { role: 'Environment Admin' } as const;
const UNKNOWN_SESSION = '404 NOT_FOUND or 204';
const SAME_FILTER = '200 found or 400 …/INVALID_FILTER';
const EVENTS = 'GET activities?filter=recordedAt gt "{now-10m}" and recordedAt lt "{now+1m}"';
const LAST_DAY = 'GET activities?filter=recordedAt gt "{now-1d}"';
/** Events without an actor keep a trigger from ignoring the events of its own workflow. */
const ENDED =
	'SESSION.DELETED by nobody about SESSION and USER or SESSION.DELETED by this application about SESSION and USER';
const LOCK = { observe: observe.state('account.status', 'users/{ownUser}') };
const PASSWORD = { observe: observe.state('status', 'users/{ownUser}/password') };
const MOVED = {
	observe: observe.shows('moved', 'users/{ownUser}', 'population.id', 'otherPopulation'),
};
const BLOCK = { observe: observe.state('block.status', 'users/{testUser}/devices/{openDevice}') };
// prettier-ignore
const SUBSCRIPTION = {
	name: 'n8n check:tenant', enabled: true, protocol: 'HTTPS', format: 'ACTIVITY', verifyTlsCertificates: true,
	httpEndpoint: { url: '{webhookUrl}', headers: { Authorization: '{webhookSecret}' } },
	filterOptions: { includedActionTypes: ['USER.UPDATED'] },
	payloadOptions: {
		maximumPayloadLimit: { type: 'EVENTS_PER_PAYLOAD', size: 1 },
		payloadFormat: { https: { format: 'JSON_ARRAY', prettyPrint: false } },
	},
};
// prettier-ignore
const OWN_USER = {
	username: '{ownName}', email: '{ownName}@example.com', name: { given: 'n8n', family: 'Check' },
	population: { id: '{population}' }, password: { value: '{newPassword}', forceChange: false },
};

// Two or three lines for each probe.
// prettier-ignore
export const PROBES: Probe[] = [
	...section({ ...DATA, reliesOn: `${PINGONE}/auth/roles.ts` }, [
		{ id: 'roles.list', asks: 'Can the roles and their permissions be read?', sends: 'GET /roles', expects: '200',
			keeps: rolesIn },
		{ id: 'roles.helpDesk', asks: 'Which permissions does Help Desk Admin have? (listed in the report file)',
			sends: 'GET /roles', expects: '200 … permissions of Identity Data Admin', observe: observe.permissionsOf('Help Desk Admin') },
		{ id: 'roles.advancedHelpDesk', asks: 'Which permissions does Advanced Help Desk Admin have?', sends: 'GET /roles',
			expects: '200 … permissions of Identity Data Admin', observe: observe.permissionsOf('Advanced Help Desk Admin') },
		{ id: 'roles.own', asks: 'Can the roles of the worker application be read?', ...ADMIN,
			sends: 'GET /environments/{workerEnvironment}/applications/{client}/roleAssignments', expects: '200',
			keeps: ownRolesIn },
	]),
	...section({ ...DATA, reliesOn: `${PINGONE}/users/findUser.ts` }, [
		{ id: 'user.read', asks: 'Is a user found by email?', sends: 'GET users?filter=email eq "{testUserEmail}"', expects: '200',
			keeps: testUserIn },
		{ id: 'populations.read', asks: 'Can populations be read?', reliesOn: `${PINGONE}/groups/populations.ts`,
			sends: 'GET populations', expects: '200', keeps: populationsIn },
		{ id: 'groups.read', asks: 'Can the groups of a user be read?', reliesOn: `${PINGONE}/groups/memberships.ts`,
			sends: 'GET users/{testUser}/memberOfGroups', expects: '200', keeps: groupIn },
		{ id: 'sessions.read', asks: 'Can the sessions of a user be read?', reliesOn: `${PINGONE}/sessions/sessions.ts`,
			sends: 'GET users/{testUser}/sessions', expects: '200', keeps: sessionsIn },
		{ id: 'devices.read', asks: 'Can the MFA devices of a user be read?', reliesOn: `${PINGONE}/devices/devices.ts`,
			sends: 'GET users/{testUser}/devices', expects: '200', keeps: deviceIn },
	]),
	...section({ ...DATA, reliesOn: `${PINGONE}/users/listUsers.ts`, needs: ['testUser'] }, [
		{ id: 'filter.username', asks: 'Does the user filter "username sw" work?', expects: SAME_FILTER,
			sends: 'GET users?filter=username sw "{start}"&limit=200', observe: observe.found('username', 'start') },
		{ id: 'filter.email', asks: 'Does the user filter "email sw" work?', expects: SAME_FILTER,
			sends: 'GET users?filter=email sw "{emailStart}"&limit=200', observe: observe.found('email', 'emailStart') },
		{ id: 'filter.enabled', asks: 'Does the user filter "enabled eq" work?', expects: SAME_FILTER,
			sends: 'GET users?filter=username sw "{start}" and enabled eq {enabled}&limit=200',
			observe: observe.found('enabled', 'enabled') },
		{ id: 'filter.population', asks: 'Does the user filter "population.id eq" work?', expects: SAME_FILTER,
			sends: 'GET users?filter=username eq "{username}" and population.id eq "{population}"',
			observe: observe.found('population.id', 'population') },
		{ id: 'filter.group', asks: 'Does the user filter "memberOfGroups[id eq]" work?', expects: SAME_FILTER,
			sends: 'GET users?filter=username eq "{username}" and memberOfGroups[id eq "{group}"]',
			observe: observe.found('username', 'username') },
		{ id: 'filter.search', asks: 'Can "sw" conditions be joined by "or"?', expects: '200 found or 400 …',
			reliesOn: `${PINGONE}/users/searchUsers.ts`,
			sends: 'GET users?filter=username sw "{start}" or email sw "{start}" or name.given sw "{start}" or name.family sw "{start}"&limit=200',
			observe: observe.found() },
		{ id: 'filter.unsupported', asks: 'What is the answer to a filter that PingOne does not support?', needs: [],
			sends: 'GET users?filter=createdAt gt "{now-1d}"', expects: '400 …/INVALID_FILTER' },
	]),
	...section({ ...ADMIN, reliesOn: `${PINGONE}/events/auditLog.ts` }, [
		{ id: 'activities.order', asks: 'In which order does the audit log come?', expects: 'newest first',
			sends: 'GET activities?filter=recordedAt gt "{now-7d}" and recordedAt lt "{now}"', observe: observe.order },
		{ id: 'activities.limit', asks: 'May a page of the audit log have 500 events?', expects: '200',
			sends: `${LAST_DAY} and recordedAt lt "{now}"&limit=500` },
		{ id: 'activities.future', asks: 'May the time range of the audit log end in 15 minutes?', expects: '200',
			sends: `${LAST_DAY} and recordedAt lt "{now+15m}"`, reliesOn: 'nodes/PingOneActivityTrigger/readNew.ts' },
	]),
	...section({ ...DATA, reliesOn: `${PINGONE}/users/enableAndLock.ts`, step: 'disable', needs: ['session'] }, [
		{ id: 'user.disable', asks: 'Do the sessions of a user stay active when the user is disabled?',
			sends: 'PUT users/{enabledTestUser}/enabled', body: { enabled: false },
			expects: '2xx sessions stay active or 2xx sessions end', observe: observe.sessionsStay,
			undo: { what: 'Enable the user {testUserEmail}', by: 'user.enable' } },
		{ id: 'user.enable', asks: 'Is the user enabled again?', sends: 'PUT users/{enabledTestUser}/enabled',
			body: { enabled: true }, expects: '2xx' },
	]),
	...section({ ...DATA, reliesOn: `${PINGONE}/devices/devices.ts`, step: 'device' }, [
		{ id: 'device.block', asks: 'Is an MFA device blocked?', expects: '2xx BLOCKED or 2xx unknown', ...BLOCK,
			sends: 'POST users/{testUser}/devices/{openDevice} device.block+json',
			undo: { what: 'Unblock the MFA device {openDevice} of {testUserEmail}', by: 'device.unblock' } },
		{ id: 'device.unblock', asks: 'Is an MFA device unblocked, and by which media type?',
			expects: '2xx UNBLOCKED or 2xx unknown', ...BLOCK,
			sends: 'POST users/{testUser}/devices/{openDevice} device.unblock+json or device.unblock' },
	]),
	...section({ ...DATA, reliesOn: `${PINGONE}/sessions/sessions.ts`, step: 'sessions' }, [
		{ id: 'session.delete', asks: 'Is a session deleted?', sends: 'DELETE users/{testUser}/sessions/{otherSession}',
			expects: '204', keeps: (_body, { values }) => ({ deletedSession: values.otherSession }) },
		{ id: 'reset.deleted', asks: 'What is the answer to a reset of a deleted session?',
			sends: 'POST sessions/{deletedSession} sso.session.logout', expects: UNKNOWN_SESSION },
		{ id: 'reset.expired', asks: 'What is the answer to a reset of an expired session?',
			sends: 'POST sessions/{expiredSession} sso.session.logout', expects: UNKNOWN_SESSION },
		{ id: 'reset.unknown', asks: 'What is the answer to a reset of a session that never existed?', needs: ['session'],
			sends: 'POST sessions/{nobody} sso.session.logout', expects: '404 NOT_FOUND' },
		{ id: 'reset.wrongType', asks: 'What is the answer to a reset with a wrong media type?',
			reliesOn: `${PINGONE}/mediaTypes.ts`, sends: 'POST sessions/{session} application/json',
			expects: '415 … or 400 … or 406 …' },
		{ id: 'reset.active', asks: 'Is an active session reset?', sends: 'POST sessions/{session} sso.session.logout',
			expects: '204', keeps: (_body, { values }) => ({ resetSession: values.session }) },
		{ id: 'reset.repeated', asks: 'What is the answer to the same reset again?',
			sends: 'POST sessions/{resetSession} sso.session.logout', expects: UNKNOWN_SESSION },
		{ id: 'session.read', asks: 'Can a session be read after its reset?', step: undefined,
			sends: 'GET sessions/{resetSession}', expects: '404 NOT_FOUND or 200' },
		{ id: 'session.listed', asks: 'Is a session listed after its reset?', step: undefined,
			reliesOn: `${PINGONE}/sessions/resetAllSessions.ts`, sends: 'GET users/{testUser}/sessions', needs: ['resetSession'],
			expects: 'no longer listed or listed', observe: observe.listedAfterReset },
	]),
	...section({ ...DATA, reliesOn: `${PINGONE}/users/enableAndLock.ts`, step: 'ownUser' }, [
		{ id: 'user.create', asks: 'Is a user created with a password?', reliesOn: `${PINGONE}/users/createUser.ts`, expects: '201',
			sends: 'POST users user.import+json', body: OWN_USER, keeps: idAs('ownUser'),
			undo: { what: 'Delete the user {ownName}, if there is one', by: 'user.delete',
				find: { list: 'users?filter=username eq "{ownName}"', field: 'username', value: 'ownName', id: 'ownUser' } } },
		{ id: 'lock.time', asks: 'Is an account locked until a time?', ...LOCK, sends: 'POST users/{ownUser} account.lock+json',
			body: { unlockAt: '{now+1h}' }, expects: '2xx LOCKED' },
		{ id: 'lock.unlock', asks: 'Is an account unlocked?', ...LOCK, sends: 'POST users/{ownUser} account.unlock+json',
			expects: '2xx OK' },
		{ id: 'lock.past', asks: 'Does a lock until a time in the past lock nobody?', ...LOCK,
			sends: 'POST users/{ownUser} account.lock+json', body: { unlockAt: '{now-1h}' }, expects: '2xx OK or 400 …' },
		{ id: 'lock.noBody', asks: 'Does a lock without a body lock the account?', ...LOCK,
			sends: 'POST users/{ownUser} account.lock+json', expects: '2xx LOCKED' },
		{ id: 'lock.unlockAgain', asks: 'Is an account unlocked that was locked without a time?', ...LOCK,
			sends: 'POST users/{ownUser} account.unlock+json', expects: '2xx OK' },
		{ id: 'population.patch', asks: 'Does a PATCH of the user leave the population as it is?',
			reliesOn: `${PINGONE}/users/changeUser.ts`, sends: 'PATCH users/{ownUser}', body: { population: { id: '{otherPopulation}' } },
			expects: '400 … or 403 … or 2xx not moved', ...MOVED },
		{ id: 'population.put', asks: 'Does PUT …/population move a user?', reliesOn: `${PINGONE}/users/changeUser.ts`,
			sends: 'PUT users/{ownUser}/population', body: { id: '{otherPopulation}' }, expects: '2xx moved', ...MOVED },
	]),
	...section({ ...DATA, reliesOn: `${PINGONE}/devices/newDevice.ts`, step: 'ownUser' }, [
		{ id: 'device.add', asks: 'Is a device added that the user has to activate?', sends: 'POST users/{ownUser}/devices',
			body: { type: 'EMAIL', email: '{ownName}@example.com', status: 'ACTIVATION_REQUIRED' },
			expects: '2xx ACTIVATION_REQUIRED', observe: observe.state('status', 'users/{ownUser}/devices/{newDevice}'),
			keeps: idAs('newDevice') },
		{ id: 'device.wrongCode', asks: 'What is the answer to a wrong activation code?', expects: '400 …',
			sends: 'POST users/{ownUser}/devices/{newDevice} device.activate+json', body: { otp: '000000' } },
		{ id: 'device.addActive', asks: 'Is a device added that is active at once?', sends: 'POST users/{ownUser}/devices',
			body: { type: 'EMAIL', email: '{ownName}-2@example.com', status: 'ACTIVE' }, expects: '2xx ACTIVE',
			observe: observe.state('status', 'users/{ownUser}/devices/{activeDevice}'), keeps: idAs('activeDevice') },
		{ id: 'device.addSecond', asks: 'Is a second one added?', sends: 'POST users/{ownUser}/devices',
			body: { type: 'EMAIL', email: '{ownName}-3@example.com', status: 'ACTIVE' }, expects: '2xx', keeps: idAs('secondDevice') },
		{ id: 'device.reorder', asks: 'Is the default device listed first?', expects: '2xx first',
			observe: observe.shows('first', 'users/{ownUser}/devices', '_embedded.devices.0.id', 'secondDevice'),
			sends: 'POST users/{ownUser}/devices devices.reorder+json', reliesOn: `${PINGONE}/devices/deviceSettings.ts`,
			body: { order: [{ id: '{secondDevice}' }, { id: '{activeDevice}' }] } },
		{ id: 'device.rename', asks: 'Is a device renamed?', sends: 'PUT users/{ownUser}/devices/{activeDevice}/nickname',
			body: { nickname: 'RENAMED' }, expects: '2xx RENAMED', reliesOn: `${PINGONE}/devices/deviceSettings.ts`,
			observe: observe.state('nickname', 'users/{ownUser}/devices/{activeDevice}') },
		{ id: 'device.unlock', asks: 'Is an MFA device unlocked?', expects: '2xx UNLOCKED or 2xx unknown',
			sends: 'POST users/{ownUser}/devices/{activeDevice} device.unlock+json', reliesOn: `${PINGONE}/devices/devices.ts`,
			observe: observe.state('lock.status', 'users/{ownUser}/devices/{activeDevice}') },
		{ id: 'pairingKey.create', asks: 'Does a pairing key say when it expires? (400: the environment has no mobile app)',
			sends: 'POST users/{ownUser}/pairingKeys', body: { applications: [] }, observe: observe.has('expiresAt'),
			expects: '2xx with expiresAt or 2xx without expiresAt or 400 …' },
	]),
	...section({ ...DATA, reliesOn: `${PINGONE}/users/passwords.ts`, step: 'ownUser' }, [
		{ id: 'password.set', asks: 'Is a password set?', expects: '2xx', sends: 'PUT users/{ownUser}/password password.set+json',
			body: { value: '{newPassword}-2', forceChange: false } },
		{ id: 'password.unlock', asks: 'With which media type is a password unlocked?', expects: '2xx',
			sends: 'POST users/{ownUser}/password password.unlock+json or password.unlock' },
		{ id: 'password.forceChange', asks: 'Is a change of the password forced?', ...PASSWORD,
			sends: 'POST users/{ownUser}/password password.forceChange', expects: '2xx MUST_CHANGE_PASSWORD' },
		{ id: 'password.remove', asks: 'Is a password removed?', ...PASSWORD,
			sends: 'PUT users/{ownUser}/password password.setValue+json', body: {}, expects: '2xx NO_PASSWORD' },
	]),
	...section({ ...ADMIN, reliesOn: `${PINGONE}/events/eventTypes.ts` }, [
		{ id: 'event.reset', asks: 'Which event does a reset cause?', sends: `${EVENTS} and resources.id eq "{resetSession}"`,
			expects: ENDED, observe: observe.events() },
		{ id: 'event.delete', asks: 'Which event does the deletion of a session cause?',
			sends: `${EVENTS} and resources.id eq "{deletedSession}"`,
			expects: ENDED, observe: observe.events() },
		{ id: 'event.lock', asks: 'Which event does a lock cause?', sends: `${EVENTS} and resources.id eq "{ownUser}"`,
			expects: 'USER.LOCKED by this application about USER', observe: observe.events(/^USER\.LOCKED$/) },
	]),
	...section({ ...ADMIN, reliesOn: `${PINGONE}/events/subscriptions.ts`, needs: ['webhook'], step: 'webhook' }, [
		{ id: 'webhook.list', asks: 'Can webhooks be read?', sends: 'GET subscriptions', expects: '200', needs: [],
			step: undefined },
		{ id: 'webhook.create', asks: 'Is a webhook created?', sends: 'POST subscriptions', body: SUBSCRIPTION,
			expects: '201', needs: ['ownUser'], keeps: idAs('webhook'),
			undo: { what: 'Delete the webhook with the address {webhookUrl}, if there is one', by: 'webhook.delete',
				find: { list: 'subscriptions', field: 'httpEndpoint.url', value: 'webhookUrl', id: 'webhook' } } },
		{ id: 'webhook.firstCall', asks: 'Does PingOne call a new webhook at once?', expects: 'no request or HEAD',
			observe: observe.firstCall, reliesOn: 'nodes/PingOneTrigger/subscriptionLifecycle.ts' },
		{ id: 'webhook.test', asks: 'Does the delivery test send an EVENT_DELIVERY_TEST?', expects: '2xx EVENT_DELIVERY_TEST',
			sends: 'POST subscriptions/{webhook} subscription.test+json', observe: observe.deliveryTest,
			reliesOn: 'nodes/PingOneTrigger/receiveDelivery.ts' },
		{ id: 'webhook.delivery', ...DATA, asks: 'Is an event delivered, with the Authorization header?', expects: 'POST with header',
			sends: 'PUT users/{ownUser}/enabled', body: { enabled: false }, observe: observe.delivery(observe.headerOf),
			reliesOn: 'nodes/PingOneTrigger/receiveDelivery.ts' },
		{ id: 'webhook.contentType', asks: 'Which content type does a delivery have?',
			expects: 'application/json or application/x-ndjson or text/plain',
			observe: observe.delivery(observe.contentTypeOf), reliesOn: 'nodes/PingOneTrigger/readDelivery.ts' },
		{ id: 'webhook.shape', asks: 'Which form does a delivery have?', expects: 'array or object',
			observe: observe.delivery(observe.shapeOf), reliesOn: 'nodes/PingOneTrigger/readDelivery.ts' },
		{ id: 'webhook.delete', asks: 'Is a webhook deleted?', sends: 'DELETE subscriptions/{webhook}', expects: '204' },
	]),
	...section({ ...DATA, reliesOn: `${PINGONE}/groups/changeGroups.ts`, step: 'ownUser' }, [
		{ id: 'group.create', asks: 'Is a group created?', sends: 'POST groups', body: { name: '{ownName}' }, needs: ['ownUser'],
			expects: '201', keeps: idAs('ownGroup'),
			undo: { what: 'Delete the group {ownName}, if there is one', by: 'group.delete',
				find: { list: 'groups?filter=name eq "{ownName}"', field: 'name', value: 'ownName', id: 'ownGroup' } } },
		{ id: 'group.counts', asks: 'Does a group show the number of its members?', expects: '2xx with totalMemberCounts',
			sends: 'GET groups/{ownGroup}?include=totalMemberCounts', observe: observe.has('totalMemberCounts') },
		{ id: 'group.readOnly', asks: 'May a change of a group contain its ID?', expects: '200 or 400 …',
			sends: 'PUT groups/{ownGroup}', body: { name: '{ownName}', id: '{ownGroup}' }, reliesOn: `${PINGONE}/replaceObject.ts` },
		{ id: 'group.member', asks: 'Is a member added?', sends: 'POST users/{ownUser}/memberOfGroups', body: { id: '{ownGroup}' },
			expects: '201', reliesOn: `${PINGONE}/groups/memberships.ts` },
		{ id: 'group.delete', asks: 'Is a group with a member deleted?', sends: 'DELETE groups/{ownGroup}', expects: '204 or 400 …' },
	]),
	...section({ ...ADMIN, reliesOn: `${PINGONE}/applications/applications.ts` }, [
		{ id: 'applications.list', asks: 'Can applications be read? (role Client Application Developer)', sends: 'GET applications',
			expects: '200' },
		{ id: 'secret.own', asks: 'May a worker application read its own secret?', expects: '403 …',
			sends: 'GET /environments/{workerEnvironment}/applications/{client}/secret', reliesOn: `${PINGONE}/applications/secrets.ts` },
		{ id: 'keys.list', asks: 'Can keys be read?', sends: 'GET keys', expects: '200',
			reliesOn: `${PINGONE}/applications/expiringKeys.ts` },
		{ id: 'certificates.list', asks: 'Can certificates be read?', sends: 'GET certificates', expects: '200',
			reliesOn: `${PINGONE}/applications/expiringKeys.ts` },
	]),
	...section({ ...DATA, reliesOn: `${PINGONE}/users/changeUser.ts` }, [
		{ id: 'user.delete', asks: 'Is a user deleted?', sends: 'DELETE users/{ownUser}', expects: '204', step: 'ownUser' },
	]),
];

type Row = Omit<Probe, 'role' | 'reliesOn'> & Partial<Probe>;

/** Gives rows what they have in common; a row may have its own. */
function section(common: Pick<Probe, 'role' | 'reliesOn'> & Partial<Probe>, rows: Row[]): Probe[] {
	return rows.map((row) => ({ ...common, ...row }));
}
