/** What the simulator does that is to be like another tenant, beyond what the check finds again. */
import { behaveLike, likenessNote } from '../../sandbox/pingone/likeTenant';
import { seededPassword } from '../../sandbox/pingone/seed';
import { seededDeviceId, WORKFORCE_ID } from '../../sandbox/pingone/seededIds';
import { FACT_KEYS, type TenantFacts } from '../../sandbox/pingone/tenantFacts';
import { filtered, JSON_TYPE, SimulatorClient, userPath, USERS } from './simulatorClient';

const LOCK = 'application/vnd.pingidentity.account.lock+json';
const FORCE_CHANGE = 'application/vnd.pingidentity.password.forceChange';
const REMOVE = 'application/vnd.pingidentity.password.setValue+json';
const BLOCK = 'application/vnd.pingidentity.device.block+json';
const UNBLOCK = 'application/vnd.pingidentity.device.unblock+json';
const JANE = userPath('jane.doe');
const PHONE = `${JANE}/devices/${seededDeviceId('jane.doe', 'MOBILE')}`;
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

let client: SimulatorClient;
beforeEach(async () => (client = await SimulatorClient.start()));
afterEach(async () => await client.simulator.stop());

const like = (facts: TenantFacts) => behaveLike(client.simulator, facts);

describe('a response', () => {
	it('has the codes of the other tenant, also where access is denied', async () => {
		like({ 'access.users': '403 ACCESS_FAILED/LICENSE_EXCEEDED' });
		expect(await client.get(USERS)).toMatchObject({
			status: 403,
			data: { code: 'ACCESS_FAILED', details: [{ code: 'LICENSE_EXCEEDED' }] },
		});
	});

	it('is not in the form of PingOne where that of the other tenant was not', async () => {
		like({ 'user.create': '201 other', 'user.delete': '503 other' });
		const user = { username: 'new', email: 'new@acme.example' };
		const [{ id }] = client.tenant.populations.values();
		const body = { ...user, population: { id } };
		const created = await client.send('POST', USERS, [JSON_TYPE, body]);
		expect(created).toMatchObject({ status: 201, data: 'As another tenant.' });
		const refused = await client.send('DELETE', JANE);
		expect(refused).toMatchObject({ status: 503, data: 'As another tenant.' });
		expect((await client.get(JANE)).status).toBe(200);
		expect((await client.get(filtered(USERS, 'username eq "new"'))).data.count).toBe(1);
	});

	it('needs a token and what else the simulator asks for', async () => {
		like({ 'filter.enabled': '200 not found', 'lock.withTime': '200 LOCKED' });
		const enabled = filtered(USERS, 'enabled eq true');
		expect((await client.get(enabled)).data.count).toBe(0);
		expect((await client.sendWithoutRole('GET', enabled)).status).toBe(403);
		const odd = await client.get(filtered(USERS, 'enabled eq true and x eq "y"'));
		expect(odd).toMatchObject({ status: 400, data: { code: 'INVALID_DATA' } });
		const wrong = await client.send('POST', JANE, [LOCK, { unlockAt: 'soon' }]);
		expect(wrong.status).toBe(400);
		like({ 'user.delete': '409 UNKNOWN' });
		const headers = { Authorization: 'Bearer x' };
		expect((await client.send('DELETE', JANE, [], { headers })).status).toBe(401);
	});
});

describe('a state', () => {
	it('is shown in the response, too, and in what is read from then on', async () => {
		like({ 'lock.withoutTime': '200 LOCKED', 'lock.withTime': '200 OK' });
		const locked = { account: { status: 'LOCKED', canAuthenticate: false } };
		expect((await client.send('POST', JANE, [LOCK, {}])).data).toMatchObject(locked);
		expect((await client.get(JANE)).data).toMatchObject(locked);
		const unlockAt = new Date(Date.now() + DAY_MS).toISOString();
		const open = { status: 'OK', canAuthenticate: true };
		expect((await client.send('POST', JANE, [LOCK, { unlockAt }])).data.account).toEqual(open);
		expect((await client.get(JANE)).data.account).toEqual(open);
	});

	it('is no longer shown once it has changed', async () => {
		like({ 'lock.withoutTime': '200 LOCKED', 'password.forceChange': '200 SOMETHING_ELSE' });
		await client.send('POST', JANE, [LOCK, {}]);
		for (const user of client.tenant.users.values()) {
			client.tenant.users.replace({ ...user, lock: undefined });
		}
		expect((await client.get(JANE)).data.account.status).toBe('OK');
		const password = `${JANE}/password`;
		await client.send('POST', password, [FORCE_CHANGE]);
		expect((await client.get(password)).data.status).toBe('SOMETHING_ELSE');
		await client.send('PUT', password, [REMOVE, {}]);
		expect((await client.get(password)).data.status).toBe('NO_PASSWORD');
	});

	it('that is not shown is missing from lists as well, until something else is done', async () => {
		like({ 'device.block': '204 UNKNOWN', 'device.unblock': '200 UNBLOCKED' });
		const isBlocked = () =>
			client.tenant.devices.get(seededDeviceId('jane.doe', 'MOBILE'))?.isBlocked;
		expect((await client.send('POST', PHONE, [BLOCK])).status).toBe(204);
		expect(isBlocked()).toBe(true);
		expect((await client.get(PHONE)).data.block).toEqual({});
		const { data } = await client.get(`${JANE}/devices`);
		const blocks = data._embedded.devices.map(({ block }: { block: object }) => block);
		expect(blocks).toEqual([{}, ...Array(4).fill({ status: 'UNBLOCKED' })]);
		expect((await client.send('POST', PHONE, [UNBLOCK])).data.block.status).toBe('UNBLOCKED');
		expect((await client.get(PHONE)).data.block.status).toBe('UNBLOCKED');
	});

	it('that is as in the simulator changes nothing else', async () => {
		like({ 'lock.withTime': '200 LOCKED', 'password.forceChange': '200 MUST_CHANGE_PASSWORD' });
		const password = seededPassword(client.tenant, 'jane.doe');
		await client.send('POST', `${JANE}/password`, [FORCE_CHANGE]);
		const attempt = { environmentId: WORKFORCE_ID, username: 'jane.doe', password };
		expect(client.tenant.signOn(attempt)).toEqual({ refused: 'MUST_CHANGE_PASSWORD' });
		const unlockAt = new Date(Date.now() + DAY_MS).toISOString();
		await client.send('POST', JANE, [LOCK, { unlockAt }]);
		expect((await client.get(JANE)).data.account.unlockAt).toBe(unlockAt);
	});
});

it('one comparison of a filter is ignored, and the others are not', async () => {
	like({ 'filter.usernameStartsWith': '200 ignored', 'filter.enabled': '200 ignored' });
	const names = async (filter: string) => {
		const { data } = await client.get(filtered(USERS, filter));
		return data._embedded.users.map(({ username }: { username: string }) => username);
	};
	const [email, none] = ['email eq "jane.doe@acme.example"', 'username sw "zz\\"z"'];
	expect(await names(`${none} and ${email} and enabled eq false`)).toEqual(['jane.doe']);
	expect(await names(`enabled eq false and ${email} and ${none}`)).toEqual(['jane.doe']);
	expect((await names(none)).length).toBeGreaterThan(5);
});

it.each([
	['seconds', /^1$/],
	['date', /GMT$/],
	['absent', /^undefined$/],
	['other', /^soon$/],
])('a client that is too fast is told to wait in the form "%s"', async (form, header) => {
	const facts = { 'rate.limit': 'window of 5 a second', 'rate.retryAfter': form };
	expect(like(facts)).toEqual([]);
	const sent = Array.from({ length: 20 }, async () => await client.get(USERS));
	const refused = (await Promise.all(sent)).filter(({ status }) => status === 429);
	expect(refused.length).toBeGreaterThan(5);
	expect(String(refused[0].headers['retry-after'])).toMatch(header);
});

it.each<TenantFacts>([
	{ 'reset.live': '204 found' },
	{ 'reset.live': '700 OTHER' },
	{ 'reset.live': 'gone' },
	{ 'session.delete': '200 LOCKED' },
	{ 'session.listedAfterReset': 'maybe' },
	{ 'disable.sessions': 'sleep' },
	{ 'access.users': 'now and then' },
	{ 'activities.order': 'by name' },
	{ 'webhook.creation': 'BREW' },
	{ 'webhook.authorization': 'Bearer' },
	{ 'webhook.contentType': 'json' },
	{ 'webhook.shape': 'xml' },
	{ 'rate.limit': '5 a minute' },
	{ 'rate.retryAfter': 'minutes' },
])('what it cannot imitate is told, and left as it is: %j', (unknown) => {
	const facts = { ...unknown, 'user.delete': '204' };
	const [[key, word]] = Object.entries(unknown);
	const left = like(facts);
	expect(left).toEqual([key]);
	expect(client.tenant.likeness.facts).toEqual({ 'user.delete': '204' });
	expect(likenessNote('tenant-check.json', facts, left).split('\n')).toEqual([
		`The simulator behaves as tenant-check.json says in 1 of ${FACT_KEYS.length} points.`,
		`${FACT_KEYS.length - 2} were not settled. In these, the simulator behaves as usual.`,
		'It cannot imitate the following, and behaves as usual there:',
		`  ${key}: ${word}`,
		'',
	]);
});
