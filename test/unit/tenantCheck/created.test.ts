/** What the check creates does not stay, whatever PingOne says about its creation. */
import type { PingOneSimulator } from '../../../sandbox/pingone/simulator';
import { CleanUp } from '../../../sandbox/tenantCheck/cleanUp';
import { OWN_USER } from '../../../sandbox/tenantCheck/steps/ownUser';
import { runInSimulator } from './runInSimulator';
import { sent } from './seen';

const POST = { users: /^POST .*\/users$/, subscriptions: /^POST .*\/subscriptions$/ };
type Collection = keyof typeof POST;

function leftIn({ tenant }: PingOneSimulator): string[] {
	const users = [...tenant.users.values()].map(({ username }) => username);
	const urls = [...tenant.subscriptions.values()].map(
		({ settings }) => settings.httpEndpoint.url ?? '',
	);
	return [...users.filter((name) => name.startsWith(OWN_USER)), ...urls];
}

/** Calls this each time that something new has just been stored. */
function whenCreated({ tenant }: PingOneSimulator, collection: Collection, then: () => void): void {
	const resource: Map<string, unknown> = tenant[collection];
	const { set } = resource;
	resource.set = (id, thing) => {
		const isNew = !resource.has(id);
		set.call(resource, id, thing);
		if (isNew) then();
		return resource;
	};
}

describe.each<[Collection, RegExp]>([
	['users', /Delete the user n8n-check-/],
	['subscriptions', /Delete the webhook whose URL is https:\/\/check\.example\/hook\//],
])('what is created in %s', (collection, told) => {
	it('is deleted if the response is lost', async () => {
		const { simulator, printed } = await runInSimulator({
			prepare: ({ faults }) =>
				void faults.inject({ fault: { cut: 'after the work' }, on: POST[collection], times: 1 }),
		});
		expect(leftIn(simulator)).toEqual([]);
		expect(printed).not.toMatch(told);
	});

	it('is deleted if the check is stopped before a response that is lost', async () => {
		const stop = new AbortController();
		const { simulator, exitCode } = await runInSimulator({
			stop,
			prepare: (opened) => {
				const on = POST[collection];
				opened.faults.inject({ fault: { cut: 'after the work' }, on, times: 1 });
				whenCreated(opened, collection, () => stop.abort());
			},
		});
		expect(leftIn(simulator)).toEqual([]);
		expect(exitCode).toBe(130);
	});

	it('is deleted if PingOne answers 500, whose body has an ID of its own', async () => {
		const { simulator, printed } = await runInSimulator({
			prepare: (opened) =>
				whenCreated(opened, collection, () => {
					throw new Error('carried out all the same');
				}),
		});
		const answered = simulator.received.filter(({ method, path }) =>
			POST[collection].test(`${method} ${path}`),
		);
		expect(answered).toHaveLength(1);
		expect(leftIn(simulator)).toEqual([]);
		expect(printed).not.toMatch(told);
	});

	it('is named if PingOne answers 500 and does not find it', async () => {
		const { printed, exitCode } = await runInSimulator({
			prepare: (opened) => {
				whenCreated(opened, collection, () => {
					const empty = { status: 200, body: { _embedded: { users: [], subscriptions: [] } } };
					const on = /^GET .*\/(subscriptions$|users\?filter=username%20eq%20%22n8n-check)/;
					opened.faults.inject({ fault: { response: empty }, on });
					throw new Error('carried out all the same');
				});
			},
		});
		expect(printed).toMatch(new RegExp(`Please do it yourself: ${told.source}`));
		expect(exitCode).toBe(1);
	});

	it('is neither looked for nor left to be undone if PingOne refuses to create it', async () => {
		const cleanUp = new CleanUp(() => {});
		const left: string[] = [];
		const { simulator, printed } = await runInSimulator({
			cleanUp,
			answer: () => {
				left.push(...cleanUp.left);
				return 'y';
			},
			prepare: ({ faults }) => {
				const refusal = { status: 400, body: { id: 'x', code: 'INVALID_DATA', message: '' } };
				faults.inject({ fault: { response: refusal }, on: POST[collection] });
			},
		});
		const sent = simulator.received.map(({ method, path }) => `${method} ${path}`);
		const at = sent.findIndex((one) => POST[collection].test(one));
		const after = sent
			.slice(at)
			.filter((one) => /(GET|DELETE) .*(n8n-check|subscriptions)/.test(one));
		expect(after).toEqual([]);
		expect(left.join()).not.toMatch(told);
		expect(printed).not.toMatch(told);
	});

	it.each([
		['accepts no more requests', { status: 429, headers: { 'Retry-After': '90' } }],
		['does not accept the token', { status: 401 }],
	])('is not named if PingOne %s: nothing was created', async (_what, response) => {
		const { printed, exitCode } = await runInSimulator({
			prepare: ({ faults }) => void faults.inject({ fault: { response }, on: POST[collection] }),
		});
		expect(printed).not.toMatch(told);
		expect(exitCode).toBe(0);
	});

	it('is not named if the check is stopped just before it is created', async () => {
		const stop = new AbortController();
		const cleanUp = new CleanUp(() => {});
		const { add } = cleanUp;
		cleanUp.add = (what, undo) => {
			if (told.test(what)) stop.abort();
			return add.call(cleanUp, what, undo);
		};
		const run = await runInSimulator({ stop, cleanUp });
		expect(sent(run, 'POST', new RegExp(`/${collection}$`))).toBe(0);
		expect(run.printed).not.toMatch(told);
		expect(run.exitCode).toBe(130);
	});

	it('is deleted if the check is stopped the moment it is there', async () => {
		const stop = new AbortController();
		const { simulator, exitCode } = await runInSimulator({
			stop,
			prepare: (opened) => whenCreated(opened, collection, () => stop.abort()),
		});
		expect(leftIn(simulator)).toEqual([]);
		expect(exitCode).toBe(130);
	});
});

it('the webhook is deleted if the check is stopped while it waits for a delivery', async () => {
	const stop = new AbortController();
	const { simulator, facts, exitCode } = await runInSimulator({
		stop,
		prepare: (opened) => {
			const { record } = opened.tenant.activities;
			opened.tenant.activities.record = (activity) => {
				if (opened.tenant.subscriptions.size > 0 && activity.type === 'USER.UPDATED') stop.abort();
				return record.call(opened.tenant.activities, activity);
			};
		},
	});
	expect(leftIn(simulator)).toEqual([]);
	expect(facts['webhook.authorization']).toBeUndefined();
	expect(exitCode).toBe(130);
});
