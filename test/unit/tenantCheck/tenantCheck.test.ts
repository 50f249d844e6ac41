import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seededWorker } from '../../../sandbox/pingone/seed';
import { seededDeviceId, seededUserId } from '../../../sandbox/pingone/seededIds';
import { FACT_KEYS, type FactKey, type TenantFacts } from '../../../sandbox/pingone/tenantFacts';
import { FACTS } from '../../../sandbox/tenantCheck/facts';
import { OWN_USER } from '../../../sandbox/tenantCheck/steps/ownUser';
import { runInSimulator, type CheckRun } from './runInSimulator';
import { AS_ASSUMED, COPED_WITH, OTHERWISE } from './tenants';

const WITHOUT_RATE = FACT_KEYS.filter((key) => !key.startsWith('rate.'));
const JANE = seededUserId('jane.doe');

function linesOf({ printed }: CheckRun): string[] {
	return printed.split('\n').filter((line) => line.includes(': observed "'));
}

function ownUsersOf({ simulator }: CheckRun): unknown[] {
	return [...simulator.tenant.users.values()].filter(({ username }) =>
		username.startsWith(OWN_USER),
	);
}

it.each(FACT_KEYS)('the place that assumes %s is there', async (key) => {
	for (const place of FACTS[key].place.split(', ')) {
		const [file, name = ''] = place.split(': ');
		expect(await readFile(join(__dirname, '../../..', file), 'utf8')).toContain(name);
	}
});

describe('a tenant that is as the code assumes in each line', () => {
	let run: CheckRun;
	beforeAll(async () => (run = await runInSimulator()));

	it('is found to be so, in every line', () => {
		expect(run.facts).toEqual(AS_ASSUMED);
		expect(Object.keys(run.facts)).toEqual(WITHOUT_RATE);
		expect(linesOf(run)).toEqual([]);
		expect(run.printed).toContain(`${WITHOUT_RATE.length} of ${FACT_KEYS.length} as assumed`);
		expect(run.printed).toContain('Identity Data Admin');
		expect(run.exitCode).toBe(0);
	});

	it('is left as it was, but for two sessions that were ended', () => {
		const { tenant } = run.simulator;
		expect(ownUsersOf(run)).toEqual([]);
		expect(tenant.users.get(JANE)?.enabled).toBe(true);
		expect(tenant.devices.get(seededDeviceId('jane.doe', 'MOBILE'))?.isBlocked).toBe(false);
		expect(tenant.subscriptions.size).toBe(0);
		const left = [...tenant.sessions.values()].filter(({ userId }) => userId === JANE);
		expect(left).toHaveLength(2);
	});

	it('is asked before each act, with what will be done', () => {
		expect(run.questions.map((question) => question.trim().split('\n')[0])).toEqual([
			expect.stringMatching(/^Ask PingOne to reset a session that does not exist/),
			expect.stringMatching(/^Create a user named n8n-check-… .* deleted at the end/),
			expect.stringMatching(
				/^Lock and unlock the account of n8n-check-[\da-f]+, with a time and without/,
			),
			expect.stringMatching(/^Set, unlock and remove the password of n8n-check-/),
			expect.stringMatching(/^Register a webhook with the URL https:\/\/check\.example\/hook/),
			expect.stringMatching(/^Block the MFA device "Jane's phone" \(MOBILE\) of "jane\.doe"/),
			expect.stringMatching(
				/^Sign "jane\.doe" out of two browsers: delete the second-newest session, and reset the newest/,
			),
			expect.stringMatching(/^Disable "jane\.doe" for about ten seconds/),
		]);
	});

	it('has a report without a secret, an ID or a name', () => {
		const { tenant } = run.simulator;
		const { clientId, clientSecret } = seededWorker(tenant);
		const forbidden = [
			...tenant.tokens.issued,
			clientId,
			clientSecret,
			'jane',
			'acme',
			'check.example',
		];
		const shown = run.text + run.printed.replaceAll('jane.doe', '').replaceAll('check.example', '');
		for (const text of [...tenant.tokens.issued, clientSecret]) expect(shown).not.toContain(text);
		for (const text of forbidden) expect(run.text).not.toContain(text);
		expect(run.text).not.toMatch(/[\da-f]{8}-[\da-f]{4}-/);
	});
});

describe('a tenant that is otherwise in each line', () => {
	let run: CheckRun;
	beforeAll(async () => (run = await runInSimulator({ like: OTHERWISE })));

	it('is found to be so, in every line', () => {
		expect(run.facts).toEqual(OTHERWISE);
		const holding = WITHOUT_RATE.filter((key) => FACTS[key].holds.test(OTHERWISE[key] ?? ''));
		expect(holding).toEqual([]);
	});

	it('lets the command fail, with the place in the code for each', () => {
		expect(run.exitCode).toBe(1);
		expect(linesOf(run)).toHaveLength(WITHOUT_RATE.length);
		for (const key of WITHOUT_RATE) expect(run.printed).toContain(` in ${FACTS[key].place} (`);
	});

	it('is left as it was', () => {
		expect(ownUsersOf(run)).toEqual([]);
		expect(run.simulator.tenant.users.get(JANE)?.enabled).toBe(true);
		expect(run.simulator.tenant.subscriptions.size).toBe(0);
	});
});

it('what differs and makes no difference to the nodes is told apart', async () => {
	const run = await runInSimulator({ like: COPED_WITH });
	expect(run.facts).toEqual(COPED_WITH);
	expect(linesOf(run).length).toBeGreaterThan(10);
	expect(linesOf(run).filter((line) => line.endsWith('(differs)'))).toEqual([]);
	expect(run.exitCode).toBe(1);
});

it.each<[string, TenantFacts, FactKey[]]>([
	[
		'what the worker application may not do although it has the role',
		{
			'access.subscriptions': 'denied with Environment Admin',
			'access.activities': 'denied with Environment Admin',
			'access.sessions': 'denied with Identity Data Admin',
		},
		[],
	],
	[
		'what it may not change although it has the role',
		{
			'access.changeUsers': 'denied with Identity Data Admin',
			'access.reset': 'denied with Identity Data Admin',
		},
		['user.create', 'reset.live', 'lock.withTime'],
	],
	['a user that cannot be created', { 'user.create': '409 CONFLICT' }, ['user.create']],
])('%s is told', async (_what, like, besides) => {
	const { facts, exitCode, printed } = await runInSimulator({ like });
	expect(facts).toMatchObject(like);
	for (const key of besides) expect(facts[key]).not.toBe(AS_ASSUMED[key]);
	expect(printed).toContain('not settled: ');
	expect(exitCode).toBe(1);
});

it('what the worker application may not do without the role is as assumed', async () => {
	const like: TenantFacts = {
		'access.subscriptions': 'denied without Environment Admin',
		'access.activities': 'denied without Environment Admin',
	};
	const run = await runInSimulator({ like });
	expect(run.facts).toMatchObject(like);
	expect(run.facts['webhook.creation']).toBeUndefined();
	expect(linesOf(run)).toEqual([]);
	expect(run.exitCode).toBe(0);
});

it('without --act it only reads, asks nothing, and says what it needs', async () => {
	const { simulator, questions, exitCode, facts, text } = await runInSimulator({ act: false });
	const methods = new Set(
		simulator.received
			.filter(({ path }) => !path.endsWith('/as/token'))
			.map(({ method }) => method),
	);
	expect([...methods]).toEqual(['GET']);
	expect(questions).toEqual([]);
	expect(exitCode).toBe(0);
	expect(facts['filter.group']).toBe('200 found');
	expect(JSON.parse(text).facts['reset.live']).toEqual({ notSettled: 'needs --act' });
});

it('what is declined is not done', async () => {
	const { simulator, facts, text } = await runInSimulator({
		answer: (question) => (question.includes('delete the second-newest session') ? 'n' : 'y'),
	});
	const ended = simulator.received.filter(({ path }) => /sessions\/[^/]+$/.test(path));
	expect(ended.filter(({ method }) => method === 'DELETE')).toEqual([]);
	expect(facts['reset.live']).toBeUndefined();
	expect(facts['lock.withTime']).toBe('200 LOCKED');
	expect(JSON.parse(text).facts['reset.live']).toEqual({ notSettled: 'declined' });
});
