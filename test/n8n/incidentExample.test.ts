import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { GUIDES } from '../../tools/editor/exampleGuides';
import { outputOf, type StoredWorkflow } from '../support/product';
import { seededPassword } from '../../simulator/seed/seed';
import { seededGroupId, seededSessionId, seededUserId } from '../../simulator/seed/seededIds';
import type { Session } from '../../simulator/sessions/session';
import { Vendors, type TheHive } from '../support/vendors';
import type { AlertOrCase, NewRecord } from '../support/vendors/theHiveTypes';
import { waitUntil } from '../support/waitUntil';
import { importExample } from './importExample';
import { sentPasswords } from './leaks';
import { sandboxForAll } from './sandboxForAll';
import { usersIn } from './usersIn';

const sandbox = sandboxForAll();
const users = usersIn(sandbox);

const WITHIN_MS = 60_000;
const EMAIL = 'luis.ortega@acme.example';
const [IN_SPAIN, IN_NIGERIA] = [1, 2].map((count) => seededSessionId('luis.ortega', count));
const LUIS = seededUserId('luis.ortega');
const FORBIDDEN = {
	response: { status: 403, body: { code: 'ACCESS_FAILED', message: 'No access' } },
};

let vendors: Vendors;
let theHive: TheHive;
let workflow: StoredWorkflow;
let webhook: string;
let atStart: Session[];

beforeAll(async () => {
	vendors = await Vendors.start();
	theHive = vendors.theHive;
	atStart = sessionsOfLuis();
	workflow = await importExample(sandbox(), '8-incident.json', {
		vendors: [theHive],
		settings: { allowedCountries: 'es, PT' },
	});
	await sandbox().client.workflows.publish(workflow);
	webhook = webhookOf(workflow);
	theHive.notify(webhook);
});

/** The production URL of the trigger, which n8n makes up on import. */
function webhookOf({ nodes }: StoredWorkflow): string {
	const { webhookId } = nodes.find(({ name }) => name === 'Alert or case')!;
	expect(webhookId).toMatch(/^[\da-f-]{36}$/);
	return `${sandbox().n8n.url}/webhook/${webhookId}/webhook`;
}

afterAll(async () => await vendors.stop());

afterEach(() => {
	const { tenant } = sandbox().simulator;
	for (const { id } of sessionsOfLuis()) tenant.sessions.delete(id);
	for (const session of atStart) tenant.sessions.set(session.id, session);
	tenant.passwords.assign(LUIS, seededPassword(tenant, 'luis.ortega'));
	tenant.memberships.remove(LUIS, seededGroupId('Quarantine'));
	theHive.fault = undefined;
});

let count = 0;

function alertOn(user: string | undefined, more: Partial<NewRecord> = {}): NewRecord {
	return {
		...{ type: 'siem', source: 'SIEM', sourceRef: `alert-${++count}` },
		...{ title: 'Impossible travel', description: 'Madrid and Lagos', tags: ['geo', 'pingone'] },
		...(user !== undefined && { customFields: [{ name: 'pingone-user', value: user }] }),
		...more,
	};
}

/** Waits for the comment of that number, and gives it. */
async function comment(record: AlertOrCase, number = 1): Promise<string> {
	const found = await waitUntil(
		`comment on ${record._id}`,
		() => theHive.commentsOn(record).at(number - 1),
		WITHIN_MS,
	);
	return found.message;
}

const commentOn = async (alert: NewRecord) => await comment(theHive.createAlert(alert));

/** The requests with which something was changed in PingOne since. */
function changes(before: number): string[] {
	return sandbox()
		.simulator.received.slice(before)
		.filter(({ method, path }) => method !== 'GET' && path.startsWith('/v1/'))
		.map(({ method, path }) => `${method} ${path.replace(/^.*(?=\/(sessions|users)\/)/, '')}`);
}

const sessionsOfLuis = () => users.sessionsOf('luis.ortega');

const isInQuarantine = () => {
	const { memberships, users } = sandbox().simulator.tenant;
	return memberships.of(users.get(LUIS)!).some(({ group }) => group.name === 'Quarantine');
};

const signOn = () => users.signOn('luis.ortega');

const injected = (on: RegExp, times = Infinity) =>
	sandbox().simulator.faults.inject({ fault: FORBIDDEN, on, times });

const END_IN_NIGERIA = `POST /sessions/${IN_NIGERIA}`;
const SET_PASSWORD = `PUT /users/${LUIS}/password`;
const END_IN_SPAIN = `POST /sessions/${IN_SPAIN}`;
const ADD_TO_GROUP = `POST /users/${LUIS}/memberOfGroups`;

describe('the example for an incident, where a session is from another country', () => {
	it('ends it, then sets a password and ends the others, adds to the group, and comments', async () => {
		const { client, simulator } = sandbox();
		const before = simulator.received.length;
		const alert = theHive.createAlert(alertOn(EMAIL));
		const text = await comment(alert);
		expect(text).toMatch(/^\*\*PingOne: suspicious sessions, all steps were done\*\*/);
		expect(text).toContain('- User: `luis.ortega@acme.example`');
		expect(text).toContain('from elsewhere (allowed: ES, PT): `NG 192.0.2.9 Chrome ');
		expect(text).toContain('- Ending them: 1 ended, 0 had already ended.');
		expect(text).toContain('all sessions that were left were ended: 1.');
		expect(text).toContain('- Group `Quarantine`: Added.');

		expect(changes(before)).toEqual([END_IN_NIGERIA, SET_PASSWORD, END_IN_SPAIN, ADD_TO_GROUP]);
		expect(sessionsOfLuis()).toEqual([]);
		expect(isInQuarantine()).toBe(true);
		expect(signOn()).toEqual({ refused: 'WRONG_PASSWORD' });
		const tickets = simulator.received
			.slice(before)
			.filter(({ path }) => path.startsWith('/v1/'))
			.map(({ headers }) => headers['x-ping-external-transaction-id']);
		expect([...new Set(tickets)]).toEqual([`alert-${alert._id.slice(1)}`]);

		const execution = await client.executions.newest(workflow);
		expect(execution.status).toBe('success');
		const stored = JSON.stringify(execution.data);
		const passwords = sentPasswords(simulator);
		expect(passwords).toHaveLength(1);
		expect(passwords[0]).toMatch(/^([A-Z][a-z]\d-?){9}$/);
		expect(stored).not.toContain(passwords[0]);
	});

	it('is started by a case, too, and comments on the case', async () => {
		const text = await comment(theHive.createCase(alertOn(EMAIL)));
		expect(text).toContain('all steps were done');
		expect(sessionsOfLuis()).toEqual([]);
	});

	it('sets the password and adds to the group where the session has ended meanwhile', async () => {
		const response = { status: 404, body: { code: 'NOT_FOUND', message: 'Not found' } };
		const on = new RegExp(`^POST .*${IN_NIGERIA}`);
		const removeFault = sandbox().simulator.faults.inject({ fault: { response }, on });
		const text = await commentOn(alertOn(EMAIL)).finally(removeFault);
		expect(text).toContain('all steps were done');
		expect(text).toContain('- Ending them: 0 ended, 1 had already ended.');
		expect(isInQuarantine()).toBe(true);
		expect(signOn()).toEqual({ refused: 'WRONG_PASSWORD' });
	});

	it('is started in npm run editor by the command that is printed there', async () => {
		theHive.notify('');
		const howTo = GUIDES['8-incident.json'].howToStart(vendors, sandbox().n8n.url, '', workflow);
		const command = howTo.slice(howTo.indexOf('curl'));
		const { stdout } = await promisify(execFile)('sh', ['-c', command]);
		expect(await comment(JSON.parse(stdout))).toContain('all steps were done');
	});

	it('counts a session whose country is unknown as from elsewhere', async () => {
		const { sessions } = sandbox().simulator.tenant;
		sessions.set(IN_NIGERIA, { ...sessions.get(IN_NIGERIA)!, country: '' });
		const text = await commentOn(alertOn(EMAIL));
		expect(text).toContain('(allowed: ES, PT): `unknown country 192.0.2.9 Chrome ');
		expect(sessionsOfLuis()).toEqual([]);
	});

	it('finds nothing suspicious any more where the same event comes twice', async () => {
		const alert = theHive.createAlert(alertOn(EMAIL));
		await comment(alert);
		const { audit } = theHive.deliveries.find(({ audit: { objectId } }) => objectId === alert._id)!;
		theHive.deliver(webhook, audit);
		expect(await comment(alert, 2)).toContain('has no active session(s)');
	});
});

describe('where a step of it fails, the others are done, and the comment says so', () => {
	it.each([
		[
			'a session cannot be ended',
			{ on: new RegExp(`^POST .*${IN_NIGERIA}`), times: 1 },
			['Ending them: FAILED: `1 of 2 sessions', 'Password: A random one', 'Added.'],
			{ left: [], quarantine: true, refused: true },
		],
		[
			'the password cannot be set',
			{ on: /^PUT .*password/, times: 1 },
			['Ending them: 1 ended', 'Password: FAILED: `', 'No session was ended', 'Added.'],
			{ left: [IN_SPAIN], quarantine: true, refused: false },
		],
		[
			'the user cannot be added to the group',
			{ on: /^POST .*memberOfGroups/, times: 1 },
			['Ending them: 1 ended', 'Password: A random one', 'Group `Quarantine`: FAILED: `'],
			{ left: [], quarantine: false, refused: true },
		],
		[
			'nothing can be changed',
			{ on: /^(POST|PUT) \/v1/, times: 9 },
			['Ending them: FAILED: `', 'Password: FAILED: `', 'Group `Quarantine`: FAILED: `'],
			{ left: [IN_SPAIN, IN_NIGERIA], quarantine: false, refused: false },
		],
	])('%s', async (_what, { on, times }, parts, { left, quarantine, refused }) => {
		const removeFault = injected(on, times);
		const text = await commentOn(alertOn(EMAIL)).finally(removeFault);
		expect(text).toMatch(/^\*\*PingOne: suspicious sessions, NOT all steps could be done\*\*/);
		for (const part of parts) expect(text).toContain(part);
		expect(text).toContain('What next: do by hand in PingOne what FAILED');
		expect(sessionsOfLuis().map(({ id }) => id)).toEqual(left);
		expect(isInQuarantine()).toBe(quarantine);
		expect(signOn()).toMatchObject(refused ? { refused: 'WRONG_PASSWORD' } : { session: {} });
	});

	it('also where the group does not exist', async () => {
		const { groups } = sandbox().simulator.tenant;
		const group = groups.get(seededGroupId('Quarantine'))!;
		groups.delete(group.id);
		const text = await commentOn(alertOn(EMAIL)).finally(() => groups.set(group.id, group));
		expect(text).toMatch(/Group `Quarantine`: FAILED: `.*Quarantine/);
		expect(sessionsOfLuis()).toEqual([]);
	});

	it('and where TheHive takes no comment, the execution fails', async () => {
		theHive.fault = { on: /comment$/, status: 500 };
		theHive.createAlert(alertOn(EMAIL));
		await waitUntil('member of the group', isInQuarantine, WITHIN_MS);
		const execution = await sandbox().client.executions.newest(workflow);
		expect(execution.status).toBe('error');
		expect(execution.data.resultData.lastNodeExecuted).toBe('Comment what was done');
		expect(outputOf(execution, 'What was done')).toHaveLength(1);
	});
});

describe('it changes nothing in PingOne, and says why,', () => {
	let before: number;

	beforeEach(() => {
		before = sandbox().simulator.received.length;
	});

	afterEach(() => expect(changes(before)).toEqual([]));

	it.each([
		['all sessions are from there', [IN_SPAIN], '`luis.ortega@acme.example` has 1 active'],
		['there is no session', [], '`luis.ortega@acme.example` has no active'],
	])('where %s', async (_what, left, part) => {
		const { sessions } = sandbox().simulator.tenant;
		for (const { id } of sessionsOfLuis()) if (!left.includes(id)) sessions.delete(id);
		const text = await commentOn(alertOn(EMAIL));
		expect(text).toMatch(/^\*\*PingOne: nothing suspicious\*\*/);
		expect(text).toContain(part);
		expect(text).toContain('outside ES, PT. Nothing was changed.');
	});

	it('where the session from elsewhere has been idle for too long', async () => {
		const { sessions } = sandbox().simulator.tenant;
		sessions.set(IN_NIGERIA, { ...sessions.get(IN_NIGERIA)!, activeAt: new Date(0) });
		const text = await commentOn(alertOn(EMAIL));
		expect(text).toContain('`luis.ortega@acme.example` has 1 active');
	});

	it.each([
		['no custom field', alertOn(undefined), 'does not name a user'],
		['an empty one', alertOn(' '), 'does not name a user'],
		[
			'two users',
			alertOn(undefined, {
				customFields: ['mei.lin', 'jane.doe'].map((name) => {
					return { name: 'pingone-user', value: `${name}@acme.example` };
				}),
			}),
			'names more than one user',
		],
		['a user who does not exist', alertOn('nobody@acme.example'), 'No user in environment'],
		['an email that two users share', alertOn('front.desk@acme.example'), 'front.desk.2'],
	])('where the alert has %s', async (_what, alert, part) => {
		const text = await commentOn(alert);
		expect(text).toMatch(/^\*\*PingOne: nothing was done\*\*/);
		expect(text).toContain(part);
		expect(text).toContain('No session was ended');
	});

	it('where PingOne refuses to list the sessions', async () => {
		const removeFault = injected(/^GET .*\/sessions/);
		const text = await commentOn(alertOn(EMAIL)).finally(removeFault);
		expect(text).toContain('could not be listed: `PingOne');
	});

	it('and what the alert says is no Markdown and no HTML in the comment', async () => {
		const text = await commentOn(alertOn('`<b>x</b>`[a](//evil.example)\n@acme.example'));
		const [, quoted] = /The sessions of (.*) could not be listed: `[^`]+`/.exec(text)!;
		expect(quoted).toBe('` <b>x</b> [a](//evil.example) @acme.example`');
	});

	it.each([
		['is of an alert that TheHive does not have', { objectId: '~1' }],
		['has a path for an ID', { objectId: '~1/../../user/admin' }],
		['says that an alert has the tag', {}],
	])('and an event that %s fails the execution', async (_what, forged) => {
		const alert = theHive.createAlert(alertOn('mei.lin@acme.example', { tags: [] }));
		const { audit } = await waitUntil(
			'delivery',
			() => theHive.deliveries.find(({ audit: { objectId } }) => objectId === alert._id),
			WITHIN_MS,
		);
		const [newest] = await sandbox().client.executions.ids(workflow);
		const object = { ...alert, tags: ['pingone'], customFields: alertOn(EMAIL).customFields };
		theHive.deliver(webhook, { ...audit, ...forged, object });
		await waitUntil(
			'execution',
			async () => (await sandbox().client.executions.ids(workflow))[0] !== newest,
			WITHIN_MS,
		);
		const execution = await sandbox().client.executions.newest(workflow);
		expect(execution.status).toBe('error');
		expect(Object.keys(execution.data.resultData.runData)).not.toContain('Who and where');
		expect(theHive.commentsOn(alert)).toEqual([]);
	});

	it('and an event of another kind, or without the tag, starts nothing', async () => {
		const [newest] = await sandbox().client.executions.ids(workflow);
		const sent = theHive.deliveries.length;
		theHive.createAlert(alertOn(EMAIL, { tags: ['geo'] }));
		await waitUntil('delivery', () => theHive.deliveries.length > sent, WITHIN_MS);
		expect(theHive.deliveries.map(({ status }) => status)).not.toContain(404);
		expect((await sandbox().client.executions.ids(workflow))[0]).toBe(newest);
	});
});

describe('it takes from an event only which alert it is about', () => {
	it('and reads in TheHive whom the alert names', async () => {
		const alert = theHive.createAlert(alertOn('nobody@acme.example'));
		await comment(alert);
		const { audit } = theHive.deliveries.find(({ audit: { objectId } }) => objectId === alert._id)!;
		const object = { ...alert, customFields: alertOn(EMAIL).customFields };
		theHive.deliver(webhook, { ...audit, object });
		expect(await comment(alert, 2)).toContain('nobody@acme.example');
		expect(sessionsOfLuis()).toHaveLength(2);
	});
});

describe('with settings that are not complete', () => {
	/** Publishes a copy, which has another address, and gives the comment on an alert. */
	async function commentWith(settings: Record<string, string>) {
		const copy = await importExample(sandbox(), '8-incident.json', {
			vendors: [theHive],
			settings: { allowedCountries: 'ES', ...settings },
		});
		await sandbox().client.workflows.publish(copy);
		theHive.notify(webhookOf(copy));
		return await commentOn(alertOn(EMAIL)).finally(() => theHive.notify(webhook));
	}

	it.each(['', ' , ', 'Spain', 'ES;PT'])(
		'as the countries "%s", it does nothing',
		async (countries) => {
			expect(await commentWith({ allowedCountries: countries })).toContain(
				'allowedCountries of the node Settings is not a list of two-letter countries',
			);
			expect(sessionsOfLuis()).toHaveLength(2);
		},
	);

	it('as no environment, it does nothing', async () => {
		const text = await commentWith({ environmentId: '' });
		expect(text).toContain("could not be listed: `'Environment' is");
	});
});
