import { outputOf, type StoredWorkflow } from '../support/product';
import { seededUserId, WORKFORCE_ID } from '../../simulator/seed/seededIds';
import { MailServer } from '../support/vendors';
import { waitUntil } from '../support/waitUntil';
import { importExample } from './importExample';
import { sandboxForAll } from './sandboxForAll';
import { usersIn } from './usersIn';

const PUBLIC_URL = 'https://n8n.acme.example';
const SECURITY = 'security@acme.example';
/** The sign-ons of the simulator come from 203.0.113.77. */
const ELSEWHERE = '203.0.113.';
const WITHIN_MS = 20_000;
/** n8n polls each minute; PingOne may be a minute late with what has happened. */
const NEXT_POLL_MS = 150_000;

const sandbox = sandboxForAll({ env: { N8N_WEBHOOK_URL: PUBLIC_URL } });
const { countSessionsOf: sessionsOf, isEnabled, signOn } = usersIn(sandbox);
let mail: MailServer;
let workflow: StoredWorkflow;

beforeAll(async () => {
	mail = await MailServer.start();
});

afterAll(async () => await mail.stop());

const tenant = () => sandbox().simulator.tenant;

const WEBHOOK = '14-suspicious-sign-on.json';
const POLLING = '15-suspicious-sign-on-polling.json';
const ONE_SESSION = '16-sign-on-from-elsewhere.json';

interface Chosen {
	file?: string;
	trustedNetworks?: string;
	protectedUsers?: string;
	/** The history size of the node Remove Duplicates; n8n's default if left out. */
	historySize?: number;
}

async function published({ file = WEBHOOK, historySize, ...settings }: Chosen): Promise<void> {
	const addresses: Record<string, string> =
		file === ONE_SESSION ? {} : { securityEmail: SECURITY, senderEmail: 'n8n@acme.example' };
	const chosen = { vendors: [mail], settings: { ...addresses, ...settings } };
	workflow = await importExample(sandbox(), file, chosen);
	if (historySize !== undefined) {
		const once = workflow.nodes.find(({ name }) => name === 'Once for each event')!;
		once.parameters.options = { scope: 'workflow', historySize };
		workflow = await sandbox().client.workflows.update(workflow);
	}
	await sandbox().client.workflows.publish(workflow);
	tenant().deliveries.target = sandbox().n8n.url;
}

/** Writes down what PingOne would, beside what the simulator does by itself. */
function record(type: string, more: object): void {
	tenant().activities.record({ environmentId: WORKFORCE_ID, type, ...more });
}

function reportFraud(username: string): void {
	record('DEVICE.FRAUD_REPORTED', { user: tenant().users.get(seededUserId(username)) });
}

/** Waits until PingOne has nothing more to deliver, and every execution has ended. */
async function settled() {
	const [{ id }] = [...tenant().subscriptions.values()];
	await waitUntil('end of deliveries', () => tenant().deliveries.waiting(id) === 0, WITHIN_MS);
	const ids = await sandbox().client.executions.ids(workflow);
	return await Promise.all(
		ids.map(async (execution) => await sandbox().client.executions.get(execution)),
	);
}

afterEach(async () => {
	tenant().deliveries.times = 1;
	await sandbox().client.workflows.unpublish(workflow);
	// n8n does so a moment later.
	await waitUntil('end of the subscription', () => tenant().subscriptions.size === 0, WITHIN_MS);
	mail.messages.length = 0;
});

describe('the example for a suspicious sign-on, started by PingOne', () => {
	it('disables the user who signed on, ends all sessions, and says so once, though each event comes twice', async () => {
		await published({ trustedNetworks: '198.51.100.' });
		tenant().deliveries.times = 2;
		const before = sandbox().simulator.received.length;
		expect(signOn('jane.doe')).toMatchObject({ session: {} });
		expect(sessionsOf('jane.doe')).toBe(3);
		await waitUntil('end of the sessions', () => sessionsOf('jane.doe') === 0, WITHIN_MS, 10);
		expect(isEnabled('jane.doe')).toBe(false);
		const message = await mail.next(SECURITY);
		expect(message.subject).toBe('Disabled: USER.ACCESS_ALLOWED jane.doe');
		expect(message.text).toContain('The user jane.doe (jane.doe@acme.example) was disabled.');
		expect(message.text).toContain('Sessions ended: 3.');
		expect(message.text).toContain('IP address: 203.0.113.77');

		const executions = await settled();
		expect(executions.map(({ status }) => status)).toEqual(executions.map(() => 'success'));
		const acted = executions.filter((one) => outputOf(one, 'Disable and sign out').length > 0);
		expect(acted).toHaveLength(1);
		const changes = sandbox()
			.simulator.received.slice(before)
			.filter(({ method, path }) => method === 'PUT' && path.endsWith('/enabled'));
		expect(changes).toHaveLength(1);
		expect(mail.messages).toHaveLength(1);
	});

	it.each([
		['who signs on from a trusted network', `198.51.100., ${ELSEWHERE}`],
		['who signs on from a trusted address', ' 203.0.113.77 '],
		['everybody who signs on, where no network is named', ' '],
	])('leaves alone %s', async (_, networks) => {
		await published({ trustedNetworks: networks });
		signOn('mei.lin');
		const executions = await settled();
		expect(executions.length).toBeGreaterThan(0);
		expect(executions.flatMap((one) => outputOf(one, 'Keep what is suspicious'))).toEqual([]);
		expect(isEnabled('mei.lin')).toBe(true);
		expect(mail.messages).toEqual([]);
	});

	it('acts on a high risk and on a reported fraud, and says what it could not do', async () => {
		await published({});
		reportFraud('priya.raghunathan');
		await mail.next(SECURITY);
		expect(isEnabled('priya.raghunathan')).toBe(false);

		// PingOne may name the user of a risk evaluation by the username alone.
		const evaluated = (level: string) => ({
			riskEvaluation: { result: { level } },
			riskEvent: { username: 'luis.ortega', ip: '203.0.113.9' },
		});
		record('RISK_EVALUATION.CREATED', { more: { _embedded: evaluated('LOW') } });
		record('RISK_EVALUATION.CREATED', { more: { _embedded: evaluated('HIGH') } });
		const risk = await mail.next(SECURITY, 2);
		expect(risk.subject).toBe('Disabled: RISK_EVALUATION.CREATED luis.ortega');
		expect(risk.text).toContain('Risk level: HIGH');
		expect(isEnabled('luis.ortega')).toBe(false);

		const response = { status: 403, body: { code: 'ACCESS_FAILED', message: 'No access' } };
		const removeFault = sandbox().simulator.faults.inject({
			fault: { response },
			on: /^PUT .*\/enabled/,
		});
		reportFraud('mei.lin');
		const failed = await mail.next(SECURITY, 3).finally(removeFault);
		expect(failed.subject).toBe('NOT DONE: DEVICE.FRAUD_REPORTED mei.lin');
		expect(failed.text).toContain('PingOne denies access');
		expect(isEnabled('mei.lin')).toBe(true);
	});

	it('disables nobody who is protected, and says so', async () => {
		await published({ protectedUsers: 'somebody, Mei.Lin' });
		reportFraud('mei.lin');
		const { subject, text } = await mail.next(SECURITY);
		expect(subject).toBe('NOT DONE: DEVICE.FRAUD_REPORTED mei.lin');
		expect(text).toContain('This user is one of protectedUsers in Settings.');
		expect(isEnabled('mei.lin')).toBe(true);
	});

	it('disables nobody where the event affects no user, though somebody has acted', async () => {
		await published({ protectedUsers: 'somebody' });
		const user = { type: 'USER', id: seededUserId('ruth.adeyemi'), name: 'ruth.adeyemi' };
		const _embedded = { riskEvaluation: { result: { level: 'HIGH' } } };
		record('RISK_EVALUATION.CREATED', { more: { _embedded, actors: { user } } });
		const nobody = await mail.next(SECURITY);
		expect(nobody.subject).toBe('NOT DONE: RISK_EVALUATION.CREATED unknown user');
		expect(nobody.text).toContain('This event affects no user.');
		expect(isEnabled('ruth.adeyemi')).toBe(true);

		// By ID alone, it is not known whether the user is protected.
		const id = seededUserId('mei.lin');
		record('DEVICE.FRAUD_REPORTED', { more: { resources: [{ type: 'USER', id }] } });
		const unnamed = await mail.next(SECURITY, 2);
		expect(unnamed.text).toContain('PingOne does not say the username');
		expect(isEnabled('mei.lin')).toBe(true);
	});

	it.each(['198.51.100.0/24', '198.51.100.*', 'the office', '198.51.10'])(
		'disables nobody, and fails, where a trusted network is %s',
		async (trustedNetworks) => {
			await published({ trustedNetworks: `203.0.114., ${trustedNetworks}` });
			signOn('mei.lin');
			const executions = await settled();
			expect(executions.map(({ status }) => status)).toEqual(executions.map(() => 'error'));
			expect(executions.length).toBeGreaterThan(0);
			expect(isEnabled('mei.lin')).toBe(true);
		},
	);

	it('goes on where n8n keeps no more events in mind', async () => {
		await published({ historySize: 1 });
		for (const username of ['tomasz.wisniewski', 'soren.akesson', 'amara.okafor']) {
			reportFraud(username);
			await waitUntil('disabled user', () => !isEnabled(username), WITHIN_MS);
		}
		await mail.next(SECURITY, 3);
	});

	it(
		'does the same by asking PingOne each minute, without a public address',
		async () => {
			await published({ file: POLLING, trustedNetworks: '198.51.100.' });
			expect(tenant().subscriptions.size).toBe(0);
			signOn('mei.lin');
			await waitUntil('disabled user', () => !isEnabled('mei.lin'), NEXT_POLL_MS);
			const { subject } = await mail.next(SECURITY);
			expect(subject).toBe('Disabled: USER.ACCESS_ALLOWED mei.lin');
			expect(sessionsOf('mei.lin')).toBe(0);
		},
		NEXT_POLL_MS + WITHIN_MS,
	);
});

describe('the example for a sign-on from elsewhere', () => {
	it.each([
		['ends the session that begins elsewhere, and no other one', '198.51.100.', 1],
		['ends no session that begins in a trusted network', `198.51.100., ${ELSEWHERE}`, 2],
		['ends no session where no network is named', '', 2],
	])('%s', async (_what, trustedNetworks, left) => {
		await published({ file: ONE_SESSION, trustedNetworks });
		const { sessions, users } = tenant();
		const user = users.get(seededUserId('conor.obrien'))!;
		for (const { id, userId } of sessions.values()) if (userId === user.id) sessions.delete(id);
		// It begins without an event.
		const before = sessions.begin(user);
		const result = signOn(user.username);
		await settled();
		expect(sessionsOf(user.username)).toBe(left);
		expect(sessions.has(before.id)).toBe(true);
		expect('session' in result && sessions.has(result.session.id)).toBe(left === 2);
		expect(isEnabled(user.username)).toBe(true);
	});
});
