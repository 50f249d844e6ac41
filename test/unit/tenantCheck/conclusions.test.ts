/** What the check concludes from what it sees, and what it does not. */
import axios from 'axios';
import { LOOPBACK } from '../../../sandbox/loopbackServer';
import { seededWorker } from '../../../sandbox/pingone/seed';
import { ADMINISTRATORS_ID, seededUserId } from '../../../sandbox/pingone/seededIds';
import { isShareable } from '../../../sandbox/pingone/tenantFacts';
import { runInSimulator } from './runInSimulator';
import { notSettled } from './seen';
import { AS_ASSUMED } from './tenants';

const JANE = seededUserId('jane.doe');
const READ_ONLY = { act: false };

it('a filter that PingOne ignores is none that it supports', async () => {
	const jane = { id: JANE, username: 'jane.doe', email: 'jane.doe@acme.example' };
	const body = { _embedded: { users: [jane] } };
	const { facts, text, exitCode } = await runInSimulator({
		...READ_ONLY,
		prepare: ({ faults }) =>
			void faults.inject({ fault: { response: { status: 200, body } }, on: /\/users\?filter/ }),
	});
	for (const key of ['usernameStartsWith', 'search', 'enabled', 'population', 'group'] as const) {
		expect(facts[`filter.${key}`]).toBe('200 ignored');
	}
	expect(notSettled(text, 'filter.unsupported')).toBe('PingOne supports the filter that was tried');
	expect(exitCode).toBe(1);
});

it('requests of others to the webhook say nothing of PingOne', async () => {
	let stranger: NodeJS.Timeout | undefined;
	const { facts } = await runInSimulator({
		prepare: (_simulator, port) => {
			const url = `http://${LOOPBACK}:${port}/hook`;
			const send = () => void axios.post(url, '[{"action":{}}]', { proxy: false }).catch(() => {});
			stranger = setInterval(send, 5);
		},
	});
	clearInterval(stranger);
	expect(facts).toEqual(AS_ASSUMED);
});

it('an event that was written down among many others is found', async () => {
	const { facts } = await runInSimulator({
		hasWebhook: false,
		prepare: ({ tenant }) => {
			const { record } = tenant.activities;
			tenant.activities.record = (activity) => {
				const recorded = record.call(tenant.activities, activity);
				const { environmentId } = activity;
				for (let others = 0; others < 150; others++) {
					record.call(tenant.activities, { environmentId, type: 'FLOW.CREATED' });
				}
				return recorded;
			};
		},
	});
	expect(facts).toMatchObject({
		'event.reset': 'SESSION.DELETED',
		'event.delete': 'SESSION.DELETED',
	});
});

it('an event that was not written down is not settled', async () => {
	const { facts, text } = await runInSimulator({
		like: { 'event.reset': 'none' },
		hasWebhook: false,
	});
	expect(facts['event.reset']).toBeUndefined();
	expect(notSettled(text, 'event.reset')).toMatch(
		/^nothing that names the session was written down/,
	);
});

describe('roles that cannot be read', () => {
	const run = async (more: Parameters<typeof runInSimulator>[0] = {}) =>
		await runInSimulator({
			...READ_ONLY,
			...more,
			prepare: ({ faults }) =>
				void faults.inject({ fault: { response: { status: 403 } }, on: /\/roleAssignments$/ }),
		});

	it('are no difference where all is allowed', async () => {
		const { facts, exitCode, printed } = await run();
		expect(facts).toMatchObject({ 'access.users': 'allowed', 'access.activities': 'allowed' });
		expect(printed).toContain('Roles of the worker application: cannot be read');
		expect(exitCode).toBe(0);
	});

	it('are named where something is denied', async () => {
		const { facts, text } = await run({
			like: { 'access.activities': 'denied with Environment Admin' },
		});
		expect(facts['access.activities']).toBeUndefined();
		expect(notSettled(text, 'access.activities')).toContain('grant the role Environment Admin');
	});
});

it('a role in another environment is none in this one', async () => {
	const { facts } = await runInSimulator({
		...READ_ONLY,
		prepare: ({ tenant }) => {
			const worker = seededWorker(tenant);
			const elsewhere = { role: 'Environment Admin', environmentId: ADMINISTRATORS_ID } as const;
			worker.grants = [...worker.grants.filter(({ role }) => role !== elsewhere.role), elsewhere];
		},
	});
	expect(facts['access.users']).toBe('allowed with Identity Data Admin');
	expect(facts['access.subscriptions']).toBe('denied without Environment Admin');
});

it.each([
	['nobody', 'nobody@acme.example', /^No user of the environment has the email nobody/],
	['two users', 'front.desk@acme.example', /^More than one user .* Choose another test user/],
])('an email that %s has ends the check before anything is asked', async (_who, email, message) => {
	await expect(runInSimulator({ email })).rejects.toThrow(message);
});

it('a 429 is waited for, unless it asks for too long', async () => {
	const tooFast = (seconds: string) => ({ status: 429, headers: { 'Retry-After': seconds } });
	const { facts, text } = await runInSimulator({
		...READ_ONLY,
		prepare: ({ faults }) => {
			faults.inject({ fault: { response: tooFast('1') }, on: /enabled%20eq/, times: 1 });
			faults.inject({ fault: { response: tooFast('3600') }, on: /limit=500/ });
		},
	});
	expect(facts['filter.enabled']).toBe('200 found');
	expect(notSettled(text, 'activities.limit')).toBe(
		'PingOne accepts no more requests for now (429)',
	);
});

describe('the report has no text of', () => {
	it('whoever sends something to the webhook', async () => {
		const { facts, text } = await runInSimulator({
			like: { 'webhook.contentType': 'jane.doe/secret' },
		});
		expect(facts['webhook.contentType']).toBe('other');
		expect(text).not.toContain('jane');
	});

	it('an error that is not in the form of PingOne', async () => {
		const body = { code: 'jane.doe@acme.example', details: [{ code: '<b>' }] };
		const { facts, text } = await runInSimulator({
			...READ_ONLY,
			prepare: ({ faults }) =>
				void faults.inject({ fault: { response: { status: 418, body } }, on: /enabled%20eq/ }),
		});
		expect(facts['filter.enabled']).toBe('418 UNKNOWN/UNKNOWN');
		expect(text).not.toContain('jane');
	});

	it.each(['c2df5627-4b1c-4e0a-9f3d-6f0e2a7b8c9d', 'a@b.example', '<b>', '', 'x'.repeat(61)])(
		'%s, an ID or another that is no word of the check',
		(observed) => expect(isShareable(observed)).toBe(false),
	);
});
