import { setTimeout as pause } from 'node:timers/promises';
import { outputOf, type Execution, type StoredWorkflow } from '../support/product';
import { signInCrowd } from '../../simulator/seed/seed';
import {
	CONTRACTORS_ID,
	EMPLOYEES_ID,
	seededSessionId,
	seededUserId,
} from '../../simulator/seed/seededIds';
import { MailServer } from '../support/vendors';
import { waitUntil } from '../support/waitUntil';
import { importExample } from './importExample';
import { sandboxForAll } from './sandboxForAll';

const FILE = '12-population.json';
const USERS = 5_000;
/** The number of users per row of the table, who are signed out together. */
const ROW = 1_000;
const REPORTED_WITHIN_MS = 5 * 60_000;
/** PingOne's response to a worker application that lacks a role. */
const NO_ROLE = { status: 403, body: { code: 'ACCESS_FAILED', message: 'No access.' } };

const sandbox = sandboxForAll();
let mail: MailServer;

beforeAll(async () => {
	mail = await MailServer.start();
});

afterAll(async () => await mail.stop());

async function imported(
	reportTo: string,
	populationId: string,
	ticket = 'CHG-1042',
): Promise<StoredWorkflow> {
	const settings = { populationId, ticket, reportTo };
	return await importExample(sandbox(), FILE, { vendors: [mail], settings });
}

/** @returns the execution's ID. */
async function start(workflow: StoredWorkflow): Promise<string> {
	return await sandbox().client.workflows.run(workflow, 'Start by hand', {});
}

/** Starts it by hand, and waits for its end, which is one report. */
async function report(workflow: StoredWorkflow, reportTo: string) {
	const before = mail.sentTo(reportTo).length;
	const id = await start(workflow);
	await waitUntil('report', () => mail.sentTo(reportTo).length > before, REPORTED_WITHIN_MS);
	const execution: Execution = await sandbox().client.executions.get(id);
	expect(execution.status).toBe('success');
	const reports = mail.sentTo(reportTo).slice(before);
	expect(reports).toHaveLength(1);
	return { ...reports[0], execution };
}

describe('signing out 5,000 users, with n8n killed in the middle', () => {
	const REPORT_TO = 'security@acme.example';
	const DENIED = 'crowd.4321';
	let sessionIds: string[];
	let workflow: StoredWorkflow;
	let lift: () => void;

	const left = () => {
		const { sessions } = sandbox().simulator.tenant;
		return sessionIds.filter((id) => sessions.has(id)).length;
	};

	beforeAll(async () => {
		const { simulator } = sandbox();
		sessionIds = signInCrowd(simulator.tenant, USERS);
		lift = simulator.faults.inject({
			fault: { response: NO_ROLE },
			on: new RegExp(`^POST .*/sessions/${seededSessionId(DENIED)}`),
		});
		workflow = await imported(REPORT_TO, EMPLOYEES_ID);
	});

	it('goes on where it stopped, and loses nobody', async () => {
		const { n8n, simulator } = sandbox();
		await start(workflow);
		await waitUntil('end of 2,300 sessions', () => left() <= USERS - 2_300, REPORTED_WITHIN_MS);
		await n8n.kill();
		const leftAtDeath = left();
		expect(leftAtDeath).toBeGreaterThan(ROW);
		expect(mail.messages).toEqual([]);
		// Requests that n8n sent just before it was killed still arrive.
		await pause(2_000);
		simulator.received.length = 0;

		await n8n.startAgain();
		const { subject, text, execution } = await report(workflow, REPORT_TO);
		expect(left()).toBe(1);
		expect(simulator.tenant.sessions.has(seededSessionId(DENIED))).toBe(true);
		expect(subject).toBe('CHG-1042: 1 users could not be signed out');
		expect(text).toContain('went on with the list of an earlier start');
		expect(text).toContain('users who could not be signed out: 1');
		expect(text).toMatch(/Could not be signed out:\n- crowd\.4321: .*denies/);

		// At most the row that was under way is done again.
		const lists = simulator.received.filter(({ path }) => /\/users\/[^/]+\/sessions/.test(path));
		const users = new Set(lists.map(({ path }) => path));
		expect(lists).toHaveLength(users.size);
		expect(users.size).toBeLessThan(leftAtDeath + ROW);
		expect(simulator.received.some(({ path }) => path.includes('/users?'))).toBe(false);

		// The execution holds counts, and not the users.
		expect(JSON.stringify(execution.data).length).toBeLessThan(200_000);
		expect(outputOf(execution, 'Totals')).toHaveLength(1);
	}, 600_000);

	it('keeps no data of the executions that had many users', async () => {
		const { client } = sandbox();
		const ids = await client.executions.ids(workflow);
		const executions = await Promise.all(ids.map(async (id) => await client.executions.get(id)));
		const kept = executions.filter(({ status }) => status === 'success');
		expect(kept.map(({ mode }) => mode)).toEqual(['manual']);
	});

	it('tries whoever failed again at the next start, and nobody else', async () => {
		const { simulator } = sandbox();
		lift();
		simulator.received.length = 0;
		const { subject, text } = await report(workflow, REPORT_TO);
		expect(left()).toBe(0);
		expect(subject).toBe('CHG-1042: everybody is signed out');
		expect(text).toContain('users signed out: 1\n- sessions ended: 1');
		expect(text).not.toContain('Could not be signed out');
		const ended = simulator.received.filter(({ path }) => path.includes('/sessions/'));
		expect(ended.map(({ path }) => path)).toEqual([
			expect.stringContaining(`/sessions/${seededSessionId(DENIED)}`),
		]);
		expect(ended[0].headers['x-ping-external-transaction-id']).toBe('CHG-1042');
	});

	it('signs out nobody a second time where it is started again after the end', async () => {
		const { simulator } = sandbox();
		simulator.received.length = 0;
		const { subject, text } = await report(workflow, REPORT_TO);
		expect(subject).toBe('CHG-1042: nobody was left for this start');
		expect(text).toContain('choose another ticket');
		expect(simulator.received).toEqual([]);
	});
});

describe('signing out a small population', () => {
	const REPORT_TO = 'help.desk@acme.example';
	let workflow: StoredWorkflow;

	beforeAll(async () => {
		workflow = await imported(REPORT_TO, CONTRACTORS_ID);
	});

	it('signs out nobody a second time where the report was refused', async () => {
		const { client, simulator } = sandbox();
		const refused = await imported('somebody@elsewhere.example', CONTRACTORS_ID, 'CHG-1043');
		expect(await client.executions.get(await start(refused))).toMatchObject({ status: 'error' });
		simulator.received.length = 0;
		const corrected = await imported(REPORT_TO, CONTRACTORS_ID, 'CHG-1043');
		const { subject } = await report(corrected, REPORT_TO);
		expect(subject).toBe('CHG-1043: nobody was left for this start');
		expect(simulator.received).toEqual([]);
	});

	it('says why, and loses nobody, where the population cannot be listed', async () => {
		const { faults } = sandbox().simulator;
		const removeFault = faults.inject({ fault: { response: NO_ROLE }, on: /^GET .*\/users\?/ });
		const { subject, text } = await report(workflow, REPORT_TO);
		removeFault();
		expect(subject).toBe('CHG-1042: STOPPED, not everybody is signed out');
		expect(text).toMatch(/STOPPED: .*PingOne denies access/);
	});

	it('stops where nobody of a row can be signed out, and goes on at the next start', async () => {
		const { faults } = sandbox().simulator;
		const removeFault = faults.inject({ fault: { response: NO_ROLE }, on: /^GET .*\/sessions/ });
		const failed = await report(workflow, REPORT_TO);
		removeFault();
		expect(failed.subject).toBe('CHG-1042: STOPPED, not everybody is signed out');
		expect(failed.text).toMatch(/None of 2 users could be signed out\. The first: .*denies/);
		expect(failed.text).toContain('users listed: 2');
		expect(failed.text).toMatch(/- nadia\.haddad: .*denies/);

		const { subject, text } = await report(workflow, REPORT_TO);
		expect(subject).toBe('CHG-1042: everybody is signed out');
		expect(text).toContain('users signed out: 2\n- sessions ended: 0');
	});

	it.each([
		['Take the row off', 'Read the row', 'CHG-1046'],
		['List made', 'List everybody', 'CHG-1047'],
	])('stops, and loses nobody, where %s stands above %s', async (low, high, ticket) => {
		const { client, simulator } = sandbox();
		const inOrder = await imported(REPORT_TO, CONTRACTORS_ID, ticket);
		const { name, nodes, connections, settings } = inOrder;
		const exchanged: Record<string, string> = { [low]: high, [high]: low };
		const moved = nodes.map((node) => {
			const at = nodes.find((other) => other.name === (exchanged[node.name] ?? node.name))!;
			return { ...node, position: at.position };
		});
		simulator.received.length = 0;
		const { subject, text } = await report(
			await client.workflows.import({ name, nodes: moved, connections, settings }),
			REPORT_TO,
		);
		expect(subject).toBe(`${ticket}: STOPPED, not everybody is signed out`);
		expect(text).toContain(high);
		expect(simulator.received.some(({ path }) => path.includes('/sessions'))).toBe(false);
		const { text: after } = await report(inOrder, REPORT_TO);
		expect(after).toContain('users signed out: 2\n');
	});

	it('loses nobody where it is started twice at once', async () => {
		const twice = await imported(REPORT_TO, CONTRACTORS_ID, 'CHG-1044');
		const before = mail.sentTo(REPORT_TO).length;
		await Promise.all([start(twice), start(twice)]);
		await mail.next(REPORT_TO, before + 2);
		const [one, other] = mail.sentTo(REPORT_TO).slice(before);
		const ALL_DONE = /^CHG-1044: (everybody is signed out|nobody was left for this start)$/;
		for (const { subject, text } of [one, other]) {
			expect(subject).toMatch(ALL_DONE);
			expect(text).toContain('users who could not be signed out: 0\n');
		}
		expect([one, other].some(({ text }) => /users signed out: [24]\n/.test(text))).toBe(true);
		const { subject } = await report(twice, REPORT_TO);
		expect(subject).toBe('CHG-1044: nobody was left for this start');
	});

	it('says so, at each start, where nobody is in the population', async () => {
		const empty = await imported(REPORT_TO, CONTRACTORS_ID, 'CHG-1045');
		const { tenant } = sandbox().simulator;
		for (const username of ['nadia.haddad', 'viktor.novak']) {
			tenant.users.get(seededUserId(username))!.populationId = EMPLOYEES_ID;
		}
		for (const { subject, text } of [
			await report(empty, REPORT_TO),
			await report(empty, REPORT_TO),
		]) {
			expect(subject).toBe('CHG-1045: nobody is in the population');
			expect(text).toContain('check populationId');
		}
	});
});
