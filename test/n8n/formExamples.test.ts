import type { StoredWorkflow } from '../support/product';
import { seededUserId } from '../../simulator/seed/seededIds';
import { waitUntil } from '../support/waitUntil';
import { FormVisitor } from './formVisitor';
import { importExample } from './importExample';
import { sandboxForAll } from './sandboxForAll';
import { usersIn } from './usersIn';

const sandbox = sandboxForAll();
const { countSessionsOf: sessionsOf, signOn } = usersIn(sandbox);

/** n8n looks once a minute which executions have waited for long enough. */
const TIMED_OUT_WITHIN_MS = 90_000;
const CONTACT = 'Sam <sam@acme.example>';
const MARKUP = '<b>x</b><img src=https://evil.example/a onerror=alert(1)>@acme.example';
const FORBIDDEN = {
	response: { status: 403, body: { code: 'ACCESS_FAILED', message: 'No access' } },
};

async function published(file: string): Promise<StoredWorkflow> {
	const settings = { securityContact: CONTACT };
	const workflow = await importExample(sandbox(), file, { settings });
	await sandbox().client.workflows.publish(workflow);
	return workflow;
}

/** Lets PingOne refuse matching requests during the work. */
async function whileRefusing<T>(on: RegExp, work: () => Promise<T>): Promise<T> {
	const removeFault = sandbox().simulator.faults.inject({ fault: FORBIDDEN, on, times: Infinity });
	return await work().finally(removeFault);
}

/** The requests with which something was changed in PingOne since. */
function changes(before = 0) {
	return sandbox()
		.simulator.received.slice(before)
		.filter(({ method, path }) => method !== 'GET' && path.startsWith('/v1/'));
}

/** The kinds of things that were changed, in order, each once. */
const kinds = (before: number) => [
	...new Set(changes(before).map(({ path }) => /password|devices|sessions/.exec(path)?.[0])),
];

const ticketsOf = (before: number) => [
	...new Set(changes(before).map(({ headers }) => headers['x-ping-external-transaction-id'])),
];

describe('the example for a stolen laptop', () => {
	let workflow: StoredWorkflow;
	let form: FormVisitor;
	let before: number;

	beforeAll(async () => {
		workflow = await published('9-stolen-laptop.json');
	});

	beforeEach(() => {
		form = new FormVisitor(sandbox().n8n, 'pingone-stolen-laptop');
		before = sandbox().simulator.received.length;
	});

	it('forces a password change, then ends the sessions, and shows so', async () => {
		const { client } = sandbox();
		expect((await form.page()).title).toBe('A laptop is stolen');
		const { title, text } = await form.submit('jane.doe@acme.example', 'INC-4711');
		expect(title).toBe('The user is signed out');
		expect(text).toContain(
			[
				'User: jane.doe (jane.doe@acme.example)',
				'Sessions: 2 ended, 0 had already ended.',
				'Password: a new one must be chosen at the next sign-on.',
			].join('\n'),
		);
		expect(text).toContain(`call ${CONTACT} now`);
		expect(kinds(before)).toEqual(['password', 'sessions']);
		expect(ticketsOf(before)).toEqual(['INC-4711']);
		expect(sessionsOf('jane.doe')).toBe(0);
		expect(signOn('jane.doe')).toMatchObject({ refused: 'MUST_CHANGE_PASSWORD' });

		await form.finish();
		expect((await client.executions.newest(workflow)).status).toBe('success');
	});

	it('says so where the user was not signed in', async () => {
		const { title, text } = await form.submit('fatima.elsayed@acme.example', 'INC-4712');
		expect(title).toBe('The user is signed out');
		expect(text).toContain('Sessions: 0 ended, 0 had already ended.');
	});

	it.each([
		['mei.lin', /password/, ['Sessions: 1 ended', 'Password: FAILED: '], 0],
		['mei.lin', /sessions/, ['Sessions: FAILED: ', 'Password: a new one must'], 1],
		['kofi.mensah', /nothing/, ['Sessions: 0 ended', 'Password: FAILED: '], 0],
	])('shows what failed for %s, and does the rest (%s)', async (username, on, parts, left) => {
		const { tenant } = sandbox().simulator;
		const sessions = [...tenant.sessions.values()];
		const { title, text } = await whileRefusing(on, async () =>
			form.submit(`${username}@acme.example`, 'INC-4713'),
		);
		expect(title).toBe('Not everything was done');
		for (const part of parts) expect(text).toContain(part);
		expect(text).toContain(`If it fails again, call ${CONTACT}`);
		expect(sessionsOf(username)).toBe(left);
		for (const session of sessions) tenant.sessions.set(session.id, session);
	});

	it.each([
		['a user who does not exist', 'nobody@acme.example', 'No user in environment'],
		['an email that two users share', 'front.desk@acme.example', 'front.desk.2'],
		['no email, as a browser would not send it', '', "'User' is"],
		['none of the fields', undefined, "'User' is"],
	])('changes nothing, and says why, for %s', async (_what, email, part) => {
		const { title, text } = await form.submit(email, email && 'INC-4714');
		expect(title).toBe('Nothing was done');
		expect(text).toContain(part);
		expect(text).toContain(`What to do: check the email "${email ?? ''}"`);
		expect(kinds(before)).toEqual([]);
	});

	it('shows markup in an email as text', async () => {
		const { text, html } = await form.submit(MARKUP, MARKUP);
		expect(text).toContain(`check the email "${MARKUP}"`);
		expect(html).not.toMatch(/<b>|<img|<sam@/);
	});
});

describe('the example for a lost phone', () => {
	let workflow: StoredWorkflow;
	let form: FormVisitor;
	let before: number;

	beforeAll(async () => {
		workflow = await published('10-lost-phone.json');
	});

	beforeEach(() => {
		form = new FormVisitor(sandbox().n8n, 'pingone-lost-phone');
		before = sandbox().simulator.received.length;
	});

	const devicesOf = (username: string) =>
		sandbox().simulator.tenant.devices.ofUser(seededUserId(username));

	it('blocks all devices, then ends the sessions, and lists what became of each', async () => {
		const { client } = sandbox();
		expect((await form.page()).title).toBe('A phone is lost');
		const second = await form.submit('luis.ortega@acme.example', 'INC-4720');
		expect(second.title).toBe('Block or delete?');
		expect(second.text).toContain('luis.ortega (luis.ortega@acme.example)');
		expect(second.html).not.toContain('5019');
		expect(kinds(before)).toEqual([]);

		const { title, text } = await form.submit('["Block"]');
		expect(title).toBe('The devices are blocked');
		expect(text).toContain(
			[
				'User: luis.ortega (luis.ortega@acme.example)',
				'SMS ***5019: blocked',
				'TOTP: was blocked already',
				'Sessions: 2 ended, 0 had already ended.',
			].join('\n'),
		);
		expect(devicesOf('luis.ortega').every(({ isBlocked }) => isBlocked)).toBe(true);
		expect(kinds(before)).toEqual(['devices', 'sessions']);
		expect(ticketsOf(before)).toEqual(['INC-4720']);
		await form.finish();
		expect((await client.executions.newest(workflow)).status).toBe('success');
	});

	it('deletes all devices where that is chosen', async () => {
		await form.submit('jane.doe@acme.example', 'INC-4721');
		const { title, text } = await form.submit('["Delete"]');
		expect(title).toBe('The devices are deleted');
		expect(text).toContain("MOBILE Jane's phone: deleted\n");
		expect(text.match(/: deleted/g)).toHaveLength(5);
		expect(devicesOf('jane.doe')).toEqual([]);
		expect(sessionsOf('jane.doe')).toBe(0);
	});

	it('says so where the user has no device', async () => {
		await form.submit('conor.obrien@acme.example', 'INC-4722');
		const { title, text } = await form.submit('["Block"]');
		expect(title).toBe('The devices are blocked');
		expect(text).toContain('Devices: the user has none.\nSessions: 1 ended');
	});

	it.each([
		[/devices/, '["Block"]', ['Devices: FAILED: ', 'Sessions: 1 ended'], 0],
		[/devices/, '["Delete"]', ['Devices: FAILED: ', 'Sessions: 1 ended'], 0],
		[/sessions/, '["Block"]', ['FIDO2 Laptop: blocked', 'Sessions: FAILED: '], 1],
	])('shows what failed, and does the rest (%s, %s)', async (on, choice, parts, left) => {
		const { tenant } = sandbox().simulator;
		const sessions = [...tenant.sessions.values()];
		await form.submit('mei.lin@acme.example', 'INC-4723');
		const { title, text } = await whileRefusing(on, async () => form.submit(choice));
		expect(title).toBe('Not everything was done');
		for (const part of parts) expect(text).toContain(part);
		expect(text).toContain(`If it fails again, call ${CONTACT}`);
		expect(sessionsOf('mei.lin')).toBe(left);
		for (const session of sessions) tenant.sessions.set(session.id, session);
	});

	it.each([undefined, '["Burn"]', '[]'])('does nothing where %s is chosen', async (choice) => {
		await form.submit('amara.okafor@acme.example', 'INC-4724');
		expect((await form.submit(choice)).title).toBe('Nothing was done');
		expect(kinds(before)).toEqual([]);
	});

	it(
		'does nothing where nobody answers the second page in time',
		async () => {
			const { client } = sandbox();
			const ask = workflow.nodes.find(({ name }) => name === 'Ask what to do')!;
			expect(ask.parameters).toMatchObject({ resumeAmount: 1, resumeUnit: 'hours' });
			const soon = { ...ask.parameters, resumeAmount: 0.01, resumeUnit: 'minutes' };
			const nodes = workflow.nodes.map((node) =>
				node === ask ? { ...node, parameters: soon } : node,
			);
			const changed = await client.workflows.update({ ...workflow, nodes });
			await client.workflows.publish(changed);
			await form.submit('amara.okafor@acme.example', 'INC-4727');
			const isDone = async () => {
				const page = await form.page().catch(() => undefined);
				return page?.title === 'Nothing was done';
			};
			await waitUntil('page that says so', isDone, TIMED_OUT_WITHIN_MS);
			expect(kinds(before)).toEqual([]);
			const original = { ...changed, nodes: workflow.nodes };
			await client.workflows.publish(await client.workflows.update(original));
		},
		2 * TIMED_OUT_WITHIN_MS,
	);

	it.each([
		['nobody@acme.example', 'No user in environment'],
		['front.desk@acme.example', 'front.desk.2'],
		[MARKUP, MARKUP],
	])('changes nothing for %s, and says why', async (email, part) => {
		const { title, text, html } = await form.submit(email, 'INC-4725');
		expect(title).toBe('Nothing was done');
		expect(text).toContain(part);
		expect(html).not.toMatch(/<b>|<img/);
		expect(kinds(before)).toEqual([]);
	});

	it('shows markup in names that users give themselves as text', async () => {
		const { devices, users } = sandbox().simulator.tenant;
		const [device] = devicesOf('mei.lin');
		devices.set(device.id, { ...device, nickname: '<b>my</b> laptop' });
		const user = users.get(seededUserId('mei.lin'))!;
		users.replace({ ...user, username: '<b>mei</b>' });
		const second = await form.submit('mei.lin@acme.example', 'INC-4726');
		expect(second.text).toContain('<b>mei</b> (mei.lin@acme.example)');
		const last = await form.submit('["Block"]');
		expect(last.text).toContain('User: <b>mei</b> (mei.lin@acme.example)');
		expect(last.text).toContain('FIDO2 <b>my</b> laptop: ');
		for (const { html } of [second, last]) expect(html).not.toMatch(/<b>|<img/);
	});
});
