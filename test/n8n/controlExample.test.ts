import type { StoredWorkflow } from '../support/product';
import { seededSessionId, seededUserId } from '../../simulator/seed/seededIds';
import { MailServer } from '../support/vendors';
import { importExample } from './importExample';
import { sandboxForAll } from './sandboxForAll';

const FILE = '11-disabled-users-control.json';
const AUDITOR = 'audit@acme.example';
/** PingOne's response to a worker application that lacks a role. */
const NO_ROLE = { status: 403, body: { code: 'ACCESS_FAILED', message: 'No access.' } };

const sandbox = sandboxForAll();
let mail: MailServer;
let workflow: StoredWorkflow;

beforeAll(async () => {
	mail = await MailServer.start();
	workflow = await importExample(sandbox(), FILE, {
		vendors: [mail],
		settings: { reportTo: AUDITOR },
	});
});

afterAll(async () => await mail.stop());

/** Runs the workflow as its schedule does, and waits for the report. */
async function report(of = workflow) {
	const { client } = sandbox();
	const before = mail.sentTo(AUDITOR).length;
	const execution = await client.executions.get(await client.workflows.run(of, 'Every day', {}));
	expect(execution.status).toBe('success');
	const reports = mail.sentTo(AUDITOR).slice(before);
	expect(reports).toHaveLength(1);
	return { ...reports[0], executionId: execution.id };
}

/** Disables an account without ending its sessions. */
function disable(...usernames: string[]): void {
	for (const username of usernames) {
		sandbox().simulator.tenant.users.get(seededUserId(username))!.enabled = false;
	}
}

function isSignedIn(username: string, count?: number): boolean {
	return sandbox().simulator.tenant.sessions.has(seededSessionId(username, count));
}

describe('the control of disabled users', () => {
	it('reports on its schedule, also where nobody is disabled', async () => {
		const { client } = sandbox();
		const everySecond = { interval: [{ field: 'seconds', secondsInterval: 1 }] };
		const often = await client.workflows.update({
			...workflow,
			nodes: workflow.nodes.map((node) =>
				node.name === 'Every day' ? { ...node, parameters: { rule: everySecond } } : node,
			),
		});
		await client.workflows.publish(often);
		const { subject, text, from } = await mail.next(AUDITOR);
		await client.workflows.unpublish(often);
		workflow = await client.workflows.update({ ...often, nodes: workflow.nodes });
		expect(subject).toBe('No disabled account is signed in');
		expect(text).toMatch(/Disabled users: 0\nChecked: 0\nStill signed in: 0/);
		expect(from).toBe('n8n@acme.example');
		for (const id of await client.executions.ids(often)) {
			const ended = { mode: 'trigger', status: 'success' };
			expect(await client.executions.get(id)).toMatchObject(ended);
		}
	});

	it('publishes with the schedule that it comes with', async () => {
		const { client } = sandbox();
		await client.workflows.publish(workflow);
		await client.workflows.unpublish(workflow);
	});

	it('ends the sessions of whoever still has one, and of nobody else', async () => {
		disable('jane.doe', 'fatima.elsayed');
		const { subject, text, executionId } = await report();
		expect(subject).toBe('Disabled users were still signed in: 1, signed out now');
		expect(text).toMatch(/Disabled users: 2\nChecked: 2\nStill signed in: 1/);
		expect(text).toContain('- jane.doe: sessions found 2, ended 2');
		expect([isSignedIn('jane.doe', 1), isSignedIn('jane.doe', 2)]).toEqual([false, false]);
		expect(isSignedIn('amara.okafor')).toBe(true);
		const resets = sandbox().simulator.received.filter(({ method, path }) =>
			/^POST .*\/sessions\//.test(`${method} ${path}`),
		);
		expect(resets.map(({ headers }) => headers['x-ping-external-transaction-id'])).toEqual([
			`control-${executionId}`,
			`control-${executionId}`,
		]);
	});

	it('says that all is well once they are signed out', async () => {
		const { subject, text } = await report();
		expect(subject).toBe('No disabled account is signed in');
		expect(text).toMatch(/Disabled users: 2\nChecked: 2\nStill signed in: 0/);
	});

	it('never says so where the users could not be listed', async () => {
		const { faults } = sandbox().simulator;
		const removeFault = faults.inject({ fault: { response: NO_ROLE }, on: /^GET .*\/users\?/ });
		const { subject, text } = await report();
		removeFault();
		expect(subject).toBe('Control failed: nothing is known about disabled users');
		expect(text).toContain('could not be listed, so nobody was checked');
		expect(text).toMatch(/PingOne denies access to the users/);
		expect(text).not.toContain('Disabled users:');
	});

	it('never says so where somebody has moved Findings above the steps that it reports on', async () => {
		const { client } = sandbox();
		const positions = new Map(workflow.nodes.map(({ name, position }) => [name, position]));
		const exchanged: Record<string, string> = {
			Findings: 'List disabled users',
			'List disabled users': 'Findings',
		};
		const { name, connections, settings } = workflow;
		const moved = await client.workflows.import({
			name,
			connections,
			settings,
			nodes: workflow.nodes.map((node) => ({
				...node,
				position: positions.get(exchanged[node.name] ?? node.name)!,
			})),
		});
		const { subject, text } = await report(moved);
		expect(subject).toBe('Control failed: nothing is known about disabled users');
		expect(text).toContain('Findings must stand below them on the canvas');
		expect(text).not.toContain('Disabled users:');
	});

	it('never says so where a user could not be checked, and names everybody concerned', async () => {
		disable('mei.lin', 'conor.obrien', 'amara.okafor');
		const { faults } = sandbox().simulator;
		const removeFault = [
			new RegExp(`^GET .*/users/${seededUserId('mei.lin')}/sessions`),
			new RegExp(`^POST .*/sessions/${seededSessionId('conor.obrien')}`),
		].map((on) => faults.inject({ fault: { response: NO_ROLE }, on }));
		const { subject, text } = await report();
		for (const undo of removeFault) undo();
		expect(subject).toBe('Control incomplete: 1 disabled users not checked, 1 not signed out');
		expect(text).toMatch(/Disabled users: 5\nChecked: 4\nStill signed in: 2/);
		expect(text).toMatch(/NOT CHECKED \(1\):\n- mei\.lin: /);
		expect(text).toMatch(/could not be signed out \(1\):\n- .*conor\.obrien/);
		expect(text).toContain('- amara.okafor: sessions found 1, ended 1');
		expect([isSignedIn('amara.okafor'), isSignedIn('conor.obrien')]).toEqual([false, true]);
	});

	it('never says so where nobody could be checked at all', async () => {
		const { faults } = sandbox().simulator;
		const removeFault = faults.inject({ fault: { response: NO_ROLE }, on: /^GET .*\/sessions/ });
		const { subject, text } = await report();
		removeFault();
		expect(subject).toBe('Control incomplete: 5 disabled users not checked, 0 not signed out');
		expect(text).toMatch(/Disabled users: 5\nChecked: 0/);
	});

	it('goes on where it could not before', async () => {
		const { subject } = await report();
		expect(subject).toBe('Disabled users were still signed in: 2, signed out now');
		expect(isSignedIn('mei.lin')).toBe(false);
	});
});
