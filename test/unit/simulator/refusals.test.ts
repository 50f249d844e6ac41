/** Requests that PingOne refuses, and the simulator with it. */
import {
	ADMINISTRATORS_ID,
	CONTRACTORS_ID,
	EMPLOYEES_ID,
	seededId,
	seededPopulationId,
	WORKFORCE_ID,
} from '../../../simulator/seed/seededIds';
import { JSON_TYPE, SimulatorClient } from './simulatorClient';

const CODES: Record<number, string> = {
	400: 'INVALID_DATA',
	401: 'ACCESS_FAILED',
	403: 'ACCESS_FAILED',
	404: 'NOT_FOUND',
	405: 'REQUEST_FAILED',
	415: 'INVALID_REQUEST',
};
const LOGOUT = 'sso.session.logout';
const SESSION = 'sessions/<session jane.doe 1>';
const JANE = 'users/<user jane.doe>';
const DEVICE = `${JANE}/devices/<device jane.doe MOBILE>`;
const EMAIL_DEVICE = { type: 'EMAIL', email: 'jane@home.example' };
const GROUP = '<group Finance>';
const NEW = { username: 'new.hire', email: 'new@acme.example', population: { id: EMPLOYEES_ID } };
const FUTURE = '2999-06-07T23:59:59Z';
const PASSWORD = { value: 'correct horse battery' };
const ENGINEERING = { id: seededId('group Engineering') };

/** Status, method, path below the environment, media type (without a slash: PingOne's own), and body. */
type Row = [status: number, method: string, path: string, mediaType?: string, body?: unknown];

// prettier-ignore
const ROWS: Row[] = [
	[400, 'POST', '/environments/x/sessions/y', LOGOUT],
	[403, 'POST', `/environments/${seededId('nowhere')}/${SESSION}`, LOGOUT],
	[400, 'GET', '/environments?limit=5001'],
	[400, 'GET', '/environments?filter=id pr'],
	[404, 'GET', '/people'],

	[400, 'POST', 'sessions/me', LOGOUT],
	[400, 'POST', 'sessions/12345678-1234-1234-1234-12345678901', LOGOUT],
	[404, 'POST', 'sessions/', LOGOUT],
	[404, 'POST', 'sessions/<nobody>', LOGOUT],
	[415, 'POST', SESSION, 'text/plain'],
	[415, 'POST', SESSION, `${LOGOUT}+json`],
	[400, 'POST', SESSION, LOGOUT, {}],
	[405, 'PUT', SESSION, LOGOUT],
	[404, 'GET', 'users/<nobody>/sessions'],
	[404, 'DELETE', 'users/<user mei.lin>/sessions/<session jane.doe 1>'],
	[400, 'GET', `${JANE}/sessions/me`],
	[405, 'DELETE', `${JANE}/sessions`],
	[405, 'POST', `${JANE}/${SESSION}`],

	[400, 'GET', 'users?filter=id pr'],
	[400, 'GET', 'users?filter=shoeSize eq "x"'],
	[400, 'GET', 'users?filter=email eq "x" x'],
	[400, 'GET', 'users?filter=email co "x"'],
	[400, 'GET', 'users?filter=email eq "x\\"'],
	[400, 'GET', 'users?filter=email eq "\\x"'],
	[400, 'GET', 'users?limit=0'],
	[400, 'GET', 'users?limit=201'],
	[400, 'GET', 'users?cursor=x'],
	[404, 'GET', 'users/<nobody>'],
	[404, 'GET', `/environments/${ADMINISTRATORS_ID}/${JANE}`],
	[400, 'GET', 'users/me'],
	[400, 'GET', `${JANE}?include=groups`],
	[405, 'DELETE', 'users'],
	[405, 'PUT', JANE, JSON_TYPE, NEW],
	[415, 'POST', 'users', undefined, NEW],
	[415, 'POST', 'users', 'text/plain', NEW],
	[400, 'POST', 'users', JSON_TYPE],
	[400, 'POST', 'users', JSON_TYPE, [NEW]],
	[400, 'POST', 'users', JSON_TYPE, '{'],
	[415, 'PATCH', JANE, 'application/x-www-form-urlencoded', 'title=x'],
	[400, 'PATCH', JANE, JSON_TYPE],
	[404, 'PATCH', 'users/<nobody>', JSON_TYPE, {}],
	[400, 'PATCH', 'users/me', JSON_TYPE, {}],
	[400, 'DELETE', 'users/jane.doe'],

	[415, 'PUT', `${JANE}/population`, 'text/plain', { id: CONTRACTORS_ID }],
	[400, 'PUT', `${JANE}/population`, JSON_TYPE, {}],
	[400, 'PUT', `${JANE}/population`, JSON_TYPE, { id: 'Contractors' }],
	[400, 'PUT', `${JANE}/population`, JSON_TYPE, { id: seededId('nothing') }],
	[400, 'PUT', `${JANE}/population`, JSON_TYPE, { id: seededPopulationId(ADMINISTRATORS_ID) }],
	[400, 'PUT', `${JANE}/population`, JSON_TYPE, { id: CONTRACTORS_ID, name: 'x' }],

	[415, 'PUT', `${JANE}/enabled`, 'text/plain', { enabled: false }],
	[400, 'PUT', `${JANE}/enabled`, JSON_TYPE],
	[400, 'PUT', `${JANE}/enabled`, JSON_TYPE, {}],
	[400, 'PUT', `${JANE}/enabled`, JSON_TYPE, { enabled: 'false' }],
	[400, 'PUT', `${JANE}/enabled`, JSON_TYPE, { enabled: false, reason: 'x' }],
	[405, 'PATCH', `${JANE}/enabled`, JSON_TYPE, { enabled: false }],
	[415, 'POST', JANE, JSON_TYPE, { unlockAt: FUTURE }],
	[415, 'POST', JANE, 'account.lock', { unlockAt: FUTURE }],
	[400, 'POST', JANE, 'account.lock+json', { unlockAt: 'tomorrow' }],
	[400, 'POST', JANE, 'account.lock+json', { unlockAt: '2999-06-07' }],
	[400, 'POST', JANE, 'account.lock+json', { unlockAt: '2999-02-45T00:00:00Z' }],
	[400, 'POST', JANE, 'account.lock+json', { unlockAt: 4_000_000_000_000 }],
	[400, 'POST', JANE, 'account.lock+json', { unlockAt: FUTURE, reason: 'x' }],
	[400, 'POST', JANE, 'account.unlock+json', {}],
	[415, 'POST', JANE],

	[404, 'GET', 'users/<nobody>/password'],
	[415, 'PUT', `${JANE}/password`, JSON_TYPE, PASSWORD],
	[415, 'PUT', `${JANE}/password`, 'password.set', PASSWORD],
	[400, 'PUT', `${JANE}/password`, 'password.set+json'],
	[400, 'PUT', `${JANE}/password`, 'password.set+json', { forceChange: true }],
	[400, 'PUT', `${JANE}/password`, 'password.set+json', { value: 1234567890 }],
	[400, 'PUT', `${JANE}/password`, 'password.set+json', { ...PASSWORD, bypass: true }],
	[400, 'PUT', `${JANE}/password`, 'password.set+json', { ...PASSWORD, forceChange: 'true' }],
	[400, 'PUT', `${JANE}/password`, 'password.setValue+json'],
	[400, 'PUT', `${JANE}/password`, 'password.setValue+json', PASSWORD],
	[415, 'POST', `${JANE}/password`, 'password.forceChange+json'],
	[400, 'POST', `${JANE}/password`, 'password.forceChange', {}],
	[400, 'POST', `${JANE}/password`, 'password.unlock+json', {}],
	[415, 'POST', `${JANE}/password`, 'password.sendRecoveryCode'],
	[400, 'POST', `${JANE}/password`, 'password.sendRecoveryCode+json', {}],
	[405, 'DELETE', `${JANE}/password`],

	[400, 'GET', 'groups?filter=name co "x"'],
	[400, 'GET', 'groups?filter=description eq "x"'],
	[400, 'GET', 'groups?limit=201'],
	[400, 'GET', 'groups/Finance'],
	[404, 'GET', 'groups/<nothing>'],
	[404, 'GET', `/environments/${ADMINISTRATORS_ID}/groups/${GROUP}`],
	[415, 'POST', 'groups', 'text/plain', { name: 'x' }],
	[400, 'POST', 'groups', JSON_TYPE, { name: '' }],
	[400, 'POST', 'groups', JSON_TYPE, { name: 'x', description: 1 }],
	[400, 'PUT', `groups/${GROUP}`, JSON_TYPE, { name: 'x', id: GROUP }],
	[400, 'PUT', `groups/${GROUP}`, JSON_TYPE, { name: 'x', population: { id: CONTRACTORS_ID } }],
	[400, 'GET', `groups/${GROUP}?include=memberCount`],
	[405, 'PATCH', `groups/${GROUP}`],
	[404, 'GET', 'populations/<nothing>'],
	[400, 'GET', 'populations/Employees'],
	[405, 'POST', 'populations'],
	[415, 'POST', `${JANE}/memberOfGroups`, undefined, ENGINEERING],
	[400, 'POST', `${JANE}/memberOfGroups`, JSON_TYPE],
	[400, 'POST', `${JANE}/memberOfGroups`, JSON_TYPE, {}],
	[400, 'POST', `${JANE}/memberOfGroups`, JSON_TYPE, { id: 'Finance' }],
	[400, 'POST', `${JANE}/memberOfGroups`, JSON_TYPE, { id: seededId('nothing') }],
	[400, 'POST', `${JANE}/memberOfGroups`, JSON_TYPE, { ...ENGINEERING, name: 'x' }],
	[400, 'DELETE', `${JANE}/memberOfGroups/Finance`],
	[404, 'DELETE', `${JANE}/memberOfGroups/<nothing>`],
	[405, 'DELETE', `${JANE}/memberOfGroups`],
	[400, 'GET', `${JANE}/memberOfGroups?filter=name eq "Finance"`],
	[400, 'GET', `${JANE}/memberOfGroups?expand=user`],

	[404, 'GET', 'users/<nobody>/devices'],
	[404, 'GET', 'users/<user mei.lin>/devices/<device jane.doe MOBILE>'],
	[404, 'DELETE', 'users/<user mei.lin>/devices/<device jane.doe MOBILE>'],
	[400, 'DELETE', `${JANE}/devices/me`],
	[415, 'POST', DEVICE, JSON_TYPE],
	[415, 'POST', DEVICE],
	[400, 'POST', DEVICE, 'device.block+json', {}],
	[405, 'PUT', `${JANE}/devices`],
	[405, 'PUT', DEVICE],
	[400, 'POST', DEVICE, 'device.unlock+json', {}],
	[400, 'POST', DEVICE, 'device.activate+json'],
	[400, 'POST', DEVICE, 'device.activate+json', { otp: 123456 }],
	[400, 'POST', DEVICE, 'device.activate+json', { otp: '123456', code: '1' }],
	[415, 'POST', `${JANE}/devices`, 'text/plain', EMAIL_DEVICE],
	[415, 'POST', `${JANE}/devices`, 'device.unlock+json'],
	[400, 'POST', `${JANE}/devices`, JSON_TYPE],
	[400, 'POST', `${JANE}/devices`, JSON_TYPE, { ...EMAIL_DEVICE, type: 'MOBILE' }],
	[400, 'POST', `${JANE}/devices`, JSON_TYPE, { ...EMAIL_DEVICE, status: 'BLOCKED' }],
	[400, 'POST', `${JANE}/devices`, JSON_TYPE, { ...EMAIL_DEVICE, email: 'jane' }],
	[400, 'POST', `${JANE}/devices`, JSON_TYPE, { ...EMAIL_DEVICE, phone: '+41795550142' }],
	[400, 'POST', `${JANE}/devices`, JSON_TYPE, { ...EMAIL_DEVICE, nickname: 7 }],
	[400, 'POST', `${JANE}/devices`, JSON_TYPE, { type: 'SMS', phone: '0795550142' }],
	[400, 'POST', `${JANE}/devices`, 'devices.reorder+json', {}],
	[400, 'POST', `${JANE}/devices`, 'devices.reorder+json', { order: [{ id: 'me' }] }],
	[400, 'PUT', `${DEVICE}/nickname`, JSON_TYPE, { nickname: 'x'.repeat(101) }],
	[415, 'PUT', `${DEVICE}/nickname`, 'text/plain', { nickname: 'Phone' }],
	[404, 'PUT', `${JANE}/devices/<nobody>/nickname`, JSON_TYPE, { nickname: 'Phone' }],
	[400, 'POST', `${JANE}/pairingKeys`, JSON_TYPE],
	[400, 'POST', `${JANE}/pairingKeys`, JSON_TYPE, { applications: {} }],
	[415, 'POST', `${JANE}/pairingKeys`, 'text/plain', {}],
	[404, 'POST', 'users/<nobody>/pairingKeys', JSON_TYPE, {}],
	[405, 'GET', `${JANE}/pairingKeys`],
	[404, 'GET', `${JANE}/pairingKeys/<nobody>`],
];

const WITHOUT_ROLE: Array<[string, string]> = [
	['POST', SESSION],
	['GET', 'users'],
	['POST', 'users'],
	['PATCH', JANE],
	['DELETE', JANE],
	['POST', JANE],
	['PUT', `${JANE}/enabled`],
	['GET', `${JANE}/password`],
	['GET', `${JANE}/memberOfGroups`],
	['GET', `${JANE}/roleAssignments`],
	['GET', `${JANE}/devices`],
	['GET', 'groups'],
	['GET', `groups/${GROUP}`],
	['GET', 'populations'],
];

const client = SimulatorClient.forAllTests();

/** Returns the whole path, with IDs in place of the names in angle brackets. */
function pathOf(path: string): string {
	const below = path.replace(/<([^>]+)>/g, (_all, name: string) => seededId(name));
	return encodeURI(below.startsWith('/') ? below : `/environments/${WORKFORCE_ID}/${below}`);
}

function typeOf(mediaType?: string): string | undefined {
	if (mediaType === undefined || mediaType.includes('/')) return mediaType;
	return `application/vnd.pingidentity.${mediaType}`;
}

function stateOf({ tenant }: SimulatorClient): string {
	const { users, sessions, passwords, devices, groups } = tenant;
	const memberships = [...users.values()].map((user) => tenant.memberships.of(user));
	const all = [users, sessions, passwords, devices, groups].map((part) => [...part]);
	return JSON.stringify([all, memberships, tenant.passwords.recoveryCodesSentTo]);
}

it.each(ROWS)('responds %i to %s %s %s %j, and changes nothing', async (...row) => {
	const [status, method, path, mediaType, body] = row;
	const before = stateOf(client);
	const response = await client.send(method, pathOf(path), [typeOf(mediaType), body]);
	expect(response.status).toBe(status);
	const error = { id: expect.any(String), code: CODES[status], message: expect.any(String) };
	expect(response.data).toMatchObject(error);
	if (status === 400) expect(response.data.details).toHaveLength(1);
	expect(stateOf(client)).toBe(before);
});

it.each(WITHOUT_ROLE)(
	'responds 403 to %s %s without a role, and changes nothing',
	async (...row) => {
		const [method, path] = row;
		const before = stateOf(client);
		const { status, data } = await client.sendWithoutRole(method, pathOf(path));
		expect([status, data.code]).toEqual([403, 'ACCESS_FAILED']);
		expect(stateOf(client)).toBe(before);
	},
);

it.each([
	['no token', () => null],
	['a wrong token', () => 'Bearer wrong'],
	['an expired token', () => `Bearer ${client.tenant.tokens.issue([], 0)}`],
])('responds 401 to %s', async (_what, authorization) => {
	const headers = { Authorization: authorization() };
	const { status, data } = await client.send('GET', pathOf(SESSION), [], { headers });
	expect([status, data.code]).toEqual([401, 'ACCESS_FAILED']);
});
