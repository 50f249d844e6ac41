import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOOPBACK } from '../../simulator/loopbackServer';
import { adminGrants, seededPassword, seededWorker } from '../../simulator/seed/seed';
import { seededDeviceId, seededUserId, WORKFORCE_ID } from '../../simulator/seed/seededIds';
import { PingOneSimulator } from '../../simulator/simulator';
import { freePort } from '../../test/support/product/freePort';
import { waitUntil } from '../../test/support/waitUntil';
import { Check } from './checkTenant';
import { PROBES } from './probes';
import type { Result } from './report';
import { settingsFrom, STEPS } from './settings';

const ROOT = join(__dirname, '../..');
const EMAIL = 'jane.doe@acme.example';
const JANE = seededUserId('jane.doe');
const UUID = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}/i;

let simulator: PingOneSimulator;
let folder: string;
let port: number;
let variables: Record<string, string>;

beforeEach(async () => {
	simulator = await PingOneSimulator.start();
	folder = await mkdtemp(join(tmpdir(), 'tenant-check-'));
	port = await freePort();
	const { tenant, apiPath, authPath } = simulator;
	tenant.auditActivities.limit();
	tenant.deliveries.target = `http://${LOOPBACK}:${port}`;
	const password = seededPassword(tenant, 'jane.doe');
	for (let count = 0; count < 5; count++) {
		const result = tenant.signOn({ environmentId: WORKFORCE_ID, username: 'jane.doe', password });
		if ('session' in result && count === 0) result.session.activeAt = new Date(0);
	}
	for (let count = 1; count <= 10; count++) {
		const recordedAt = new Date(Date.now() - count * 60_000);
		tenant.activities.record({ environmentId: WORKFORCE_ID, type: 'USER.CREATED', recordedAt });
	}
	const { clientId, clientSecret, environmentId } = seededWorker(tenant);
	variables = {
		PINGONE_REGION: 'custom',
		PINGONE_API_PATH: apiPath,
		PINGONE_AUTH_PATH: authPath,
		PINGONE_WORKER_ENVIRONMENT_ID: environmentId,
		PINGONE_CLIENT_AUTHENTICATION: 'basic',
		PINGONE_CLIENT_ID: clientId,
		PINGONE_CLIENT_SECRET: clientSecret,
		PINGONE_ENVIRONMENT_ID: WORKFORCE_ID,
		PINGONE_TEST_USER: EMAIL,
	};
});
afterEach(async () => await simulator.stop());

const outFile = () => join(folder, 'report.json');
const ownUsers = () =>
	[...simulator.tenant.users.values()].filter(({ username }) => username.startsWith('n8n-check-'));
const changes = () => simulator.received.filter(({ method }) => method !== 'GET').slice(1);

/** Runs the check in this process, where a second takes 20 ms. */
async function check(steps = Object.keys(STEPS)) {
	let printed = '';
	const webhook = ['--webhook', 'https://check.example/hook', '--webhook-port', String(port)];
	const prompts = { ask: async () => '', choose: async () => steps };
	const settings = await settingsFrom(
		['--act', ...webhook, '--out', outFile()],
		variables,
		prompts,
	);
	if (settings === undefined) throw new Error('There are no settings.');
	const running = await Check.open({ ...settings, secondMs: 20 }, new AbortController().signal);
	const exitCode = await running.runAll((text) => void (printed += text));
	const text = await readFile(outFile(), 'utf8');
	const report: { probes: Record<string, Result> } = JSON.parse(text);
	return { exitCode, printed, text, report, probes: report.probes };
}

function having(probes: Record<string, Result>, verdict: string): string[] {
	return Object.keys(probes).filter((id) => probes[id].verdict === verdict);
}

it('confirms every probe in the simulator, changes no other user, and leaves nothing behind', async () => {
	const { exitCode, probes, report } = await check();
	expect(having(probes, 'differs')).toEqual([]);
	expect(having(probes, 'not tried')).toEqual([]);
	expect(exitCode).toBe(0);
	expect(report).toMatchObject({
		roles: ['Environment Admin', 'Identity Data Admin'],
		permissions: { 'Help Desk Admin': ['users:read:user'] },
	});
	const { users, subscriptions, devices } = simulator.tenant;
	const others = [...users.keys()].filter((id) => id !== JANE);
	expect(others.filter((id) => changes().some(({ path }) => path.includes(id)))).toEqual([]);
	expect([ownUsers(), subscriptions.size, users.get(JANE)?.enabled]).toEqual([[], 0, true]);
	// A session, the webhook, the group and the user: nothing is undone twice.
	expect(changes().filter(({ method }) => method === 'DELETE')).toHaveLength(4);
	expect(devices.get(seededDeviceId('jane.doe', 'MOBILE'))?.isBlocked).toBe(false);
});

it('says what PingOne does instead', async () => {
	const { tenant } = simulator;
	tenant.auditActivities.order = 'oldest first';
	tenant.activities.endOfSession['POST sessions/*'] = ['SESSION.ENDED'];
	tenant.passwords.unlocksWithoutJsonSuffixOnly = true;
	tenant.devices.unblockMediaType = 'application/vnd.pingidentity.device.unblock';
	tenant.users.refusedInFilters = ['enabled eq'];
	tenant.subscriptions.asksOnCreation = 'POST';
	Object.assign(tenant.deliveries, { sendsHeaders: false, shape: 'text', contentType: 'a/b' });
	const { exitCode, probes, printed } = await check();
	const differences = having(probes, 'differs').map((id) => [id, probes[id].observed]);
	expect(differences).toEqual([
		['activities.order', 'oldest first'],
		['event.reset', 'SESSION.ENDED by this application about SESSION and USER'],
		['webhook.firstCall', 'POST'],
		['webhook.delivery', 'POST without header'],
		['webhook.contentType', 'something else'],
		['webhook.shape', 'not JSON'],
	]);
	expect(probes['filter.enabled'].observed).toBe('400 INVALID_DATA/INVALID_FILTER');
	expect(probes['password.unlock'].observed).toBe('200 with password.unlock');
	expect(probes['device.unblock'].observed).toBe('200 UNBLOCKED with device.unblock');
	expect(printed).toContain('nodes/PingOneTrigger/readDelivery.ts relies on it');
	expect(exitCode).toBe(1);
});

it('carries out only the steps that were chosen', async () => {
	const { probes, exitCode } = await check([]);
	expect(changes()).toEqual([]);
	const reason = 'needs --act and your consent';
	expect(probes['reset.active']).toMatchObject({ verdict: 'not tried', reason });
	expect(having(probes, 'confirmed').length).toBeGreaterThan(15);
	expect(exitCode).toBe(0);
	await check(['device']);
	expect(changes().every(({ path }) => /\/(devices\/[^/]+|token)$/.test(path))).toBe(true);
});

it('undoes everything if it fails in the middle', async () => {
	const probe = PROBES.find(({ id }) => id === 'webhook.firstCall')!;
	const failing = jest.spyOn(probe as Required<typeof probe>, 'observe').mockImplementation(() => {
		expect([ownUsers().length, simulator.tenant.subscriptions.size]).toEqual([1, 1]);
		throw new Error('It failed.');
	});
	await expect(check()).rejects.toThrow('It failed.');
	failing.mockRestore();
	expect([ownUsers(), simulator.tenant.subscriptions.size]).toEqual([[], 0]);
});

it.each([
	['the response to a creation is lost', /^POST .*\/(users|subscriptions)$/],
	['the response to a deletion is lost', /^DELETE .*\/users\/[^/]+$/],
])('leaves nothing behind, and says so, if %s', async (_what, on) => {
	simulator.faults.inject({ fault: { cut: 'after the work' }, on, times: 2 });
	const { printed } = await check();
	expect([ownUsers(), simulator.tenant.subscriptions.size]).toEqual([[], 0]);
	expect(printed).not.toContain('Not undone');
});

it('says what it could not undo', async () => {
	const fault = { response: { status: 503 } };
	simulator.faults.inject({ fault, on: /^(DELETE .*\/users\/[^/]+|POST .*\/devices\/.*)$/ });
	const { exitCode, printed } = await check();
	const [user] = ownUsers();
	expect(printed).toContain(`Please do it yourself: Delete the user ${user.username}`);
	expect(printed).toContain('Please do it yourself: Unblock the MFA device');
	expect(exitCode).toBe(1);
});

it('waits after 429, and names the role after 403', async () => {
	const { tenant, faults } = simulator;
	const headers = { 'Retry-After': '1' };
	faults.inject({ fault: { response: { status: 429, headers } }, on: /users\?/, times: 2 });
	for (const worker of tenant.workers.values()) worker.grants = adminGrants(tenant);
	const { probes } = await check([]);
	expect(probes['user.read'].verdict).toBe('confirmed');
	const reason = 'PingOne denies access (403): grant the role Environment Admin';
	expect(probes['activities.limit']).toMatchObject({ verdict: 'not tried', reason });
});

it('shows no secret, and no personal data in the report', async () => {
	const body = { code: `NO ${EMAIL}` };
	simulator.faults.inject({ fault: { response: { status: 400, body } }, on: /devices$/ });
	const { text, printed } = await check();
	const sent = simulator.received.map(({ headers }) => String(headers.authorization));
	const secrets = [variables.PINGONE_CLIENT_SECRET, ...simulator.tenant.tokens.issued, ...sent];
	expect(secrets.length).toBeGreaterThan(20);
	expect(secrets.filter((secret) => `${text}${printed}`.includes(secret))).toEqual([]);
	expect(text).not.toMatch(UUID);
	expect(text).not.toMatch(/jane|n8n-check-\w|check\.example|127\.0\.0\.1/);
});

it('each row names a file that relies on it, a step, and a later row that undoes it', () => {
	for (const [index, { reliesOn, sends = '', undo, observe, step }] of PROBES.entries()) {
		expect(existsSync(join(ROOT, reliesOn))).toBe(true);
		const [, type] = /^(?!GET)\S+ \S+ (?!application)(\S+)/.exec(sends) ?? [];
		const source = readFileSync(join(ROOT, reliesOn), 'utf8');
		if (type !== undefined && observe === undefined) expect(source).toContain(type);
		const later = PROBES.slice(index).map(({ id }) => id);
		if (undo !== undefined) expect(later).toContain(undo.by);
		if (!sends.startsWith('GET') && sends !== '') expect(STEPS).toHaveProperty(step ?? '');
	}
});

it.each<[string[], Record<string, string>, RegExp]>([
	[['--everything'], {}, /--everything/],
	[[], { PINGONE_CLIENT_ID: '' }, /'Client ID' .* is empty/],
	[[], { PINGONE_CLIENT_AUTHENTICATION: 'jwt' }, /'Authentication' is neither/],
	[['--webhook', 'https://a.example'], {}, /add --act/],
])('refuses %j with %j', async (args, wrong, message) => {
	await expect(settingsFrom(args, { ...variables, ...wrong })).rejects.toThrow(message);
});

it('changes nothing if nobody is there to choose', async () => {
	expect(await settingsFrom(['--act'], variables)).toMatchObject({ steps: [] });
});

it('npm run check:tenant takes its settings from a file, and undoes everything after Ctrl+C', async () => {
	const run = (...args: string[]) => {
		const program = ['--import', 'tsx', 'tools/checkTenant/main.ts', ...args, '--out', outFile()];
		const child = spawn(process.execPath, program, { cwd: ROOT, env: { PATH: process.env.PATH } });
		let said = '';
		for (const stream of [child.stdout, child.stderr]) {
			stream.on('data', (chunk: Buffer) => void (said += chunk.toString()));
		}
		return { child, ended: once(child, 'close').then(([code]) => [Number(code), said]) };
	};
	const help = await run('--help').ended;
	expect(help).toEqual([0, expect.stringMatching(/--act.*PINGONE_TEST_USER/s)]);

	const file = join(folder, 'check.env');
	const lines = Object.entries({ ...variables, PINGONE_TEST_USER: '' });
	await writeFile(file, lines.map(([name, value]) => `${name}=${value}\n`).join(''));
	simulator.faults.latencyMs = 100;
	const { child, ended } = run('--act', '--yes', '--env', file);
	await waitUntil('user of the check', () => ownUsers().length > 0, 30_000);
	child.kill('SIGINT');
	const stopping = 'Stopping. What was changed is undone first.';
	expect(await ended).toEqual([130, expect.stringContaining(stopping)]);
	expect(ownUsers()).toEqual([]);

	await appendFile(file, 'PINGONE_CLIENT_SECRET=s3cret\n');
	const [exitCode, said] = await run('--env', file).ended;
	expect(exitCode).toBe(1);
	expect(said).toMatch(/^(?!.*s3cret).*does not accept the client ID/s);
}, 60_000);
