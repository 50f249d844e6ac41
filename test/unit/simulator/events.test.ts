/** The simulator's events have the form of the captured ones. */
import { CAPTURED_EVENTS, capturedEvent } from '../../../simulator/events/capturedEvents';
import { adminGrants, seededPassword } from '../../../simulator/seed/seed';
import {
	EMPLOYEES_ID,
	seededGroupId,
	seededSessionId,
	seededUserId,
	WORKFORCE_ID,
} from '../../../simulator/seed/seededIds';
import { recordOtpCheck } from '../../../simulator/events/signOnActivities';
import { filtered, JSON_TYPE, SimulatorClient, userPath, USERS } from './simulatorClient';

const JANE = userPath('jane.doe');
const GROUP = seededGroupId('VPN Users');
const UUID = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3}|\.\d{9})?(Z|\+00:?00)$/;

const client = SimulatorClient.forEachTest();

beforeEach(async () => {
	client.tenant.auditActivities.limit();
});

/** An administrator and a user do what leads to each captured event that the simulator writes. */
async function doEverything(): Promise<void> {
	const { tenant } = client;
	const created = { username: 'new', email: 'new@acme.example', population: { id: EMPLOYEES_ID } };
	const { data } = await client.send('POST', USERS, [JSON_TYPE, created]);
	await client.send('PATCH', JANE, [JSON_TYPE, { title: 'New' }]);
	await client.send('DELETE', `${USERS}/${data.id}`);
	await client.send('DELETE', `${JANE}/memberOfGroups/${GROUP}`);
	await client.send('POST', `${JANE}/memberOfGroups`, [JSON_TYPE, { id: GROUP }]);
	await client.send('DELETE', `${JANE}/sessions/${seededSessionId('jane.doe')}`);
	const signOn = { environmentId: WORKFORCE_ID, username: 'jane.doe' };
	tenant.signOn({ ...signOn, password: seededPassword(tenant, 'jane.doe') });
	tenant.signOn({ ...signOn, password: 'wrong' });
	recordOtpCheck(tenant, tenant.users.get(seededUserId('jane.doe'))!, 'FAILED');
	await client.send('PUT', `${JANE}/enabled`, [JSON_TYPE, { enabled: false }]);
	tenant.signOn({ ...signOn, password: seededPassword(tenant, 'jane.doe') });
}

/** Every event, as the audit log shows it. */
async function auditLog(): Promise<object[]> {
	const token = client.tenant.tokens.issue(adminGrants(client.tenant, 'Environment Admin'));
	const [from, to] = [-1, 1].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString());
	const filter = `recordedAt gt "${from}" and recordedAt lt "${to}"`;
	const path = filtered(`/environments/${WORKFORCE_ID}/activities`, filter);
	const headers = { Authorization: `Bearer ${token}` };
	const { data } = await client.send('GET', path, [], { headers });
	return data._embedded.activities.map(({ _links, ...event }: { _links: object }) => event);
}

/** The fields of a value and what they hold: the form of a link or a time, a type, or just a text. */
function shapeOf(value: unknown, name = ''): unknown {
	if (Array.isArray(value)) return value.map((one) => shapeOf(one, name));
	if (typeof value === 'object' && value !== null) {
		const entries = Object.entries(value).sort(([a], [b]) => a.localeCompare(b));
		return Object.fromEntries(entries.map(([key, one]) => [key, shapeOf(one, key)]));
	}
	const text = String(value);
	if (name === 'href') return text.replaceAll(UUID, '*');
	if (TIME.test(text)) return 'time';
	if (['type', 'status'].includes(name) || text === 'adminui') return text;
	return text.replace(UUID, '*') === '*' ? 'id' : 'text';
}

it('has the same fields, resources, actors, links and results as the captured event of each type', async () => {
	await doEverything();
	const written = (await auditLog()).map((event) => shapeOf(event)) as Array<{
		action: { type: string };
	}>;
	const compared = new Set<string>();
	for (const event of written) {
		const captured = capturedEvent(event.action.type);
		if (captured === undefined) continue;
		compared.add(event.action.type);
		expect(event).toEqual(shapeOf(captured));
	}
	expect([...compared].sort()).toEqual([
		...['FLOW.UPDATED', 'MEMBER_OF_GROUP.CREATED', 'MEMBER_OF_GROUP.DELETED'],
		...['OTP.CHECK_FAILED', 'OTP.CHECK_SUCCESS', 'PASSWORD.CHECK_FAILED', 'SESSION.DELETED'],
		...['USER.ACCESS_ALLOWED', 'USER.ACCESS_DENIED'],
		...['USER.CREATED', 'USER.DELETED', 'USER.UPDATED'],
	]);
});

it.each(CAPTURED_EVENTS.map((event) => [event.action.type, event] as const))(
	'can be recorded as it was captured where the simulator does not lead to it: %s',
	(_type, captured) => {
		const { activities, users } = client.tenant;
		const { environmentId, ...user } = users.get(seededUserId('jane.doe'))!;
		const client_ = { id: 'adminui', name: 'adminui' };
		const isOwn = /^(USER.ACCESS|OTP|FLOW)/.test(captured.action.type);
		const changedAttributes = captured._embedded?.modifiedAttributes;
		activities.record({
			...{ environmentId, type: captured.action.type, changedAttributes },
			user: { environmentId, ...user },
			actor: users.get(seededUserId('ruth.adeyemi')),
			client: isOwn
				? { ...client_, id: seededUserId('portal'), name: 'P', environmentId }
				: client_,
			source: { ipAddress: '203.0.113.7', userAgent: 'Mozilla/5.0' },
		});
		return expect(auditLog().then(([event]) => shapeOf(event))).resolves.toEqual(shapeOf(captured));
	},
);

it('has tags only where an administrator acts on an administrator', async () => {
	await client.send('PATCH', userPath('ruth.adeyemi'), [JSON_TYPE, { title: 'New' }]);
	await client.send('PATCH', JANE, [JSON_TYPE, { title: 'New' }]);
	expect(await auditLog()).toMatchObject([{}, { tags: ['adminIdentityEvent'] }]);
	expect((await auditLog())[0]).not.toHaveProperty('tags');
});

it('has times of each captured form, which say exactly when it was', async () => {
	const start = Math.floor(Date.now() / 1_000) * 1_000 - 60_000;
	for (const ms of [0, 1_000, 2_000, 3_500, 4_507, 5_508]) {
		const recordedAt = new Date(start + ms);
		client.tenant.activities.record({ environmentId: WORKFORCE_ID, type: 'X.Y', recordedAt });
	}
	const events = (await auditLog()) as Array<{ recordedAt: string }>;
	const texts = events.reverse().map(({ recordedAt }) => recordedAt);
	const fractions = texts.map((text) => text.slice(19).replace(/(Z|[+].*)$/, ''));
	expect(fractions).toEqual(['', '', '', '.5', '.507', '.508594727']);
	const zones = texts.slice(0, 3).map((text) => text.slice(19));
	expect(new Set(zones)).toEqual(new Set(['Z', '+00:00', '+0000']));
});
