import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { seededPassword, seededWorker } from '../../sandbox/pingone/seed';
import { WORKFORCE_ID } from '../../sandbox/pingone/seededIds';
import { PingOneSimulator } from '../../sandbox/pingone/simulator';
import { tenantFactsIn, type TenantFacts } from '../../sandbox/pingone/tenantFacts';
import { runInSimulator } from '../unit/tenantCheck/runInSimulator';
import { notSettled } from '../unit/tenantCheck/seen';
import { OTHERWISE } from '../unit/tenantCheck/tenants';

const ROOT = join(__dirname, '../..');

describe('the rate limit', () => {
	it.each<[TenantFacts, RegExp]>([
		[{ 'rate.limit': 'bucket of 50 a second', 'rate.retryAfter': 'seconds' }, /^bucket of \d+ a/],
		[{ 'rate.limit': 'window of 50 a second', 'rate.retryAfter': 'absent' }, /^window of \d+ a/],
		[{ 'rate.limit': 'bucket of 100 a second', 'rate.retryAfter': 'date' }, /^bucket of \d+ a/],
	])('is found where it is %j', async (like, kind) => {
		const { facts } = await runInSimulator({ like, act: false, rate: true });
		expect(facts['rate.limit']).toMatch(kind);
		expect(facts['rate.retryAfter']).toBe(like['rate.retryAfter']);
		const [found, wanted] = [facts, like].map((one) => Number(/\d+/.exec(one['rate.limit']!)));
		expect(found / wanted).toBeGreaterThan(0.7);
		expect(found / wanted).toBeLessThan(1.4);
	});

	it('is not found where there is none', async () => {
		const { facts, exitCode } = await runInSimulator({ act: false, rate: true });
		expect(facts['rate.limit']).toBe('none up to 200 a second');
		expect(facts['rate.retryAfter']).toBeUndefined();
		expect(exitCode).toBe(0);
	});

	it.each([
		['cannot respond', { status: 503 }],
		['does not accept the token', { status: 401 }],
	])(
		'is not said to be none where PingOne %s to a part of the requests',
		async (_what, response) => {
			let count = 0;
			const { facts, text } = await runInSimulator({
				act: false,
				rate: true,
				prepare: ({ faults }) =>
					void faults.inject({
						fault: { response },
						on: { test: (request) => request.endsWith('/sessions') && ++count % 10 === 0 },
					}),
			});
			expect(facts['rate.limit']).toBeUndefined();
			expect(notSettled(text, 'rate.limit')).toBe(
				`PingOne returned ${response.status} to some requests`,
			);
		},
	);

	it('is found also if the token has expired while the question waited', async () => {
		const { facts } = await runInSimulator({
			act: false,
			rate: true,
			answer: (_question, { tenant }) => {
				tenant.tokens.expireAll();
				return 'y';
			},
		});
		expect(facts['rate.limit']).toBe('none up to 200 a second');
	});

	it('is looked for only if it is wanted', async () => {
		const { simulator, text } = await runInSimulator({ act: false });
		expect(simulator.received.length).toBeLessThan(50);
		expect(JSON.parse(text).facts['rate.limit']).toEqual({ notSettled: 'needs --rate' });
	});
});

describe('npm run check:tenant', () => {
	let simulator: PingOneSimulator;
	let folder: string;
	beforeEach(async () => {
		simulator = await PingOneSimulator.start();
		const { tenant } = simulator;
		tenant.auditActivities.limit(undefined);
		const password = seededPassword(tenant, 'jane.doe');
		tenant.signOn({ environmentId: WORKFORCE_ID, username: 'jane.doe', password });
		folder = await mkdtemp(join(tmpdir(), 'tenant-check-'));
	});
	afterEach(async () => {
		await simulator.stop();
		await rm(folder, { recursive: true });
	});

	const outFile = () => join(folder, 'report.json');
	const ownUsers = () =>
		[...simulator.tenant.users.values()].filter(({ username }) =>
			username.startsWith('n8n-check-'),
		);

	/** Everything but the secret, which is asked for. */
	function environment() {
		const { apiPath, authPath, tenant } = simulator;
		const { clientId, clientSecret, environmentId } = seededWorker(tenant);
		const env = {
			PATH: process.env.PATH,
			HOME: folder,
			PINGONE_REGION: 'custom',
			PINGONE_API_PATH: apiPath,
			PINGONE_AUTH_PATH: authPath,
			PINGONE_CUSTOM_DOMAIN: 'no',
			PINGONE_WORKER_ENVIRONMENT_ID: environmentId,
			PINGONE_CLIENT_AUTHENTICATION: 'basic',
			PINGONE_CLIENT_ID: clientId,
			PINGONE_ENVIRONMENT_ID: WORKFORCE_ID,
			PINGONE_TEST_USER: 'jane.doe@acme.example',
		};
		return { env, clientSecret };
	}

	function start(args: string[], env: NodeJS.ProcessEnv = environment().env) {
		const program = ['--import', 'tsx', 'sandbox/tenantCheck/main.ts', ...args];
		const child = spawn(process.execPath, program, { cwd: ROOT, env });
		let said = '';
		for (const stream of [child.stdout, child.stderr]) {
			stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
		}
		let hasEnded = false;
		child.on('close', () => (hasEnded = true));
		/** @throws where it ends without having said it. */
		const until = async (text: string) => {
			while (!said.includes(text)) {
				if (hasEnded) throw new Error(`It ended before it said "${text}":\n${said}`);
				await pause(10);
			}
		};
		return {
			child,
			said: () => said,
			until,
			ended: once(child, 'close').then(([code]) => code as number),
		};
	}

	it('says how it is used', async () => {
		const { said, ended } = start(['--help'], { PATH: process.env.PATH });
		expect(await ended).toBe(0);
		expect(said()).toContain('npm run check:tenant -- [--act]');
		expect(said()).toContain('PINGONE_TEST_USER');
	}, 60_000);

	it('asks for all that it needs, and writes the report', async () => {
		const { env, clientSecret } = environment();
		const { PATH, HOME, ...settings } = env;
		const { child, said, ended } = start(['--act', '--out', outFile()], { PATH, HOME });
		const { PINGONE_CLIENT_ID, PINGONE_ENVIRONMENT_ID, PINGONE_TEST_USER, ...first } = settings;
		const answers = [
			...Object.values(first),
			PINGONE_CLIENT_ID,
			clientSecret,
			PINGONE_ENVIRONMENT_ID,
			PINGONE_TEST_USER,
		];
		child.stdin.end(`${answers.join('\n')}\n${'y\n'.repeat(10)}`);
		expect(await ended).toBe(0);
		for (const name of [...Object.keys(settings), 'PINGONE_CLIENT_SECRET']) {
			expect(said()).toContain(` (${name}): `);
		}
		expect(said()).not.toContain(clientSecret);
		expect(said()).toMatch(/\d+ of 51 as assumed, 0 differ/);
		const facts = tenantFactsIn(await readFile(outFile(), 'utf8'));
		expect(facts).toMatchObject({ 'reset.live': '204', 'user.delete': '204' });
		expect(ownUsers()).toEqual([]);
	}, 60_000);

	/** Runs the check until its user is there. */
	async function startAndCreate() {
		const { env, clientSecret } = environment();
		const started = start(['--act', '--out', outFile()], env);
		started.child.stdin.write(`${clientSecret}\n${'y\n'.repeat(2)}`);
		await started.until('Lock and unlock');
		expect(ownUsers()).toHaveLength(1);
		return started;
	}

	it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
		'deletes its user after %s',
		async (signal) => {
			const { child, said, ended } = await startAndCreate();
			child.kill(signal);
			expect(await ended).toBe(130);
			expect(said()).toContain('Stopping.');
			expect(ownUsers()).toEqual([]);
		},
		60_000,
	);

	describe('while PingOne does not delete its user yet', () => {
		function refuseDeletions(times: number): void {
			const busy = { response: { status: 503 } };
			simulator.faults.inject({ fault: busy, on: /^DELETE .*\/users\/[^/]+$/, times });
		}

		it('goes on undoing after a second Ctrl+C at once', async () => {
			// Enough for 14 seconds of undoing; the second signal has to come within 3 seconds of the first.
			refuseDeletions(3);
			const { child, said, ended, until } = await startAndCreate();
			child.kill('SIGINT');
			await until('Stopping.');
			child.kill('SIGINT');
			await until('Still undoing: Delete the user n8n-check-');
			expect(await ended).toBe(130);
			expect(said()).not.toContain('Ended at once');
			expect(ownUsers()).toEqual([]);
		}, 60_000);

		it('is ended by a later Ctrl+C, and names the user; but not by the end of the terminal', async () => {
			refuseDeletions(4);
			const { child, said, ended, until } = await startAndCreate();
			child.kill('SIGINT');
			await until('Stopping.');
			await pause(3_100);
			child.kill('SIGHUP');
			await pause(200);
			expect([child.exitCode, child.signalCode]).toEqual([null, null]);
			child.kill('SIGINT');
			expect(await ended).toBe(130);
			const [user] = ownUsers();
			expect(said()).toMatch(
				/Ended at once\. This was not undone\. Please do it yourself:\nDelete/,
			);
			expect(said()).toContain(`\nDelete the user ${user.username}\n`);
			expect(said()).not.toContain('The report is in');
		}, 60_000);
	});

	it.each([
		['nobody is there to answer', [], {}, /There is no input to answer/],
		['an option is unknown', ['--everything'], {}, /everything/],
		[
			'the region is none',
			[],
			{ PINGONE_REGION: 'Europe' },
			/PINGONE_REGION must be one of com, ca/,
		],
		['an ID is none', [], { PINGONE_CLIENT_SECRET: 'x', PINGONE_ENVIRONMENT_ID: 'acme' }, /UUID/],
		['a webhook is not https', ['--act', '--webhook', 'http://a.example'], {}, /https/],
		['a webhook is registered without --act', ['--webhook', 'https://a.example'], {}, /--act/],
	])(
		'sends nothing if %s',
		async (_what, args, env, message) => {
			const { child, said, ended } = start(args, { ...environment().env, ...env });
			child.stdin.end();
			expect(await ended).toBe(2);
			expect(said()).toMatch(message);
			expect(simulator.received).toEqual([]);
		},
		60_000,
	);

	it('a wrong secret ends it with a sentence', async () => {
		const env = { ...environment().env, PINGONE_CLIENT_SECRET: 'wrong-but-secret' };
		const { child, said, ended } = start([], env);
		child.stdin.end();
		expect(await ended).toBe(1);
		expect(said()).toContain('PingOne does not accept the client ID with this client secret');
		expect(said()).not.toContain('wrong-but-secret');
	}, 60_000);

	it('a token endpoint that cannot be reached ends it the same way', async () => {
		const [PINGONE_CLIENT_SECRET, PINGONE_AUTH_PATH] = ['some-secret', 'http://127.0.0.1:1'];
		const env = { ...environment().env, PINGONE_CLIENT_SECRET, PINGONE_AUTH_PATH };
		const { child, said, ended } = start([], env);
		child.stdin.end();
		expect(await ended).toBe(1);
		expect(said()).toContain('127.0.0.1:1');
		expect(said()).not.toContain('some-secret');
	}, 60_000);
});

describe('npm run sandbox -- --like', () => {
	let folder: string;
	beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'like-'))));
	afterEach(async () => await rm(folder, { recursive: true }));

	async function saysOf(text: string): Promise<[number, string]> {
		const file = join(folder, 'tenant-check.json');
		await writeFile(file, text);
		const program = ['--import', 'tsx', 'sandbox/pingone/main.ts', '--like', file];
		const child = spawn(process.execPath, program, { cwd: ROOT });
		let said = '';
		for (const stream of [child.stdout, child.stderr]) {
			stream.on('data', (chunk: Buffer) => {
				said += chunk.toString();
				if (said.includes('Sessions in Acme Workforce')) child.kill('SIGTERM');
			});
		}
		const [code] = await once(child, 'close');
		return [Number(code), said];
	}

	it('takes a report, also one that has not settled everything', async () => {
		const observed = { observed: OTHERWISE['reset.live'], verdict: 'differs' };
		const facts = { 'reset.live': observed, 'reset.ended': { notSettled: 'declined' } };
		const [code, said] = await saysOf(JSON.stringify({ format: 1, facts }));
		expect(said).toContain('Sessions in Acme Workforce');
		expect(code).toBe(0);
	}, 60_000);

	it.each([
		['no JSON', 'hello', /not a file that this version of npm run check:tenant has written/],
		[
			'an unknown fact',
			'{"format":1,"facts":{"reset.me":{"observed":"204"}}}',
			/unknown fact: "reset\.me"/,
		],
		[
			'a wrong value',
			'{"format":1,"facts":{"reset.live":{"observed":"<b>"}}}',
			/wrong value for reset\.live/,
		],
	])(
		'refuses %s',
		async (_what, text, message) => {
			const [code, said] = await saysOf(text);
			expect(said).toMatch(message);
			expect(code).toBe(2);
		},
		60_000,
	);
});
