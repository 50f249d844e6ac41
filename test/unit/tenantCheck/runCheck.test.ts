/** The command as a whole: its help, its exit code, and what becomes of the report. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workerData } from '../../../sandbox/n8n/credentialData';
import { WORKFORCE_ID } from '../../../sandbox/pingone/seededIds';
import { PingOneSimulator } from '../../../sandbox/pingone/simulator';
import { tenantFactsIn } from '../../../sandbox/pingone/tenantFacts';
import { runCheck } from '../../../sandbox/tenantCheck/runCheck';
import { optionsIn } from '../../../sandbox/tenantCheck/settings';
import { OWN_USER } from '../../../sandbox/tenantCheck/steps/ownUser';

const EARLIER = 'the report of an earlier run';

let simulator: PingOneSimulator;
let folder: string;
let outFile: string;
beforeEach(async () => {
	simulator = await PingOneSimulator.start();
	simulator.tenant.auditActivities.limit(undefined);
	folder = await mkdtemp(join(tmpdir(), 'run-check-'));
	outFile = join(folder, 'report.json');
});
afterEach(async () => {
	await simulator.stop();
	await rm(folder, { recursive: true });
});

function environment(): Record<string, string> {
	const { apiPath, authPath, workerEnvironmentId, clientId, clientSecret } = workerData(simulator);
	return {
		PINGONE_REGION: 'custom',
		PINGONE_API_PATH: apiPath,
		PINGONE_AUTH_PATH: authPath,
		PINGONE_CUSTOM_DOMAIN: 'no',
		PINGONE_WORKER_ENVIRONMENT_ID: workerEnvironmentId,
		PINGONE_CLIENT_AUTHENTICATION: 'basic',
		PINGONE_CLIENT_ID: clientId,
		PINGONE_CLIENT_SECRET: clientSecret,
		PINGONE_ENVIRONMENT_ID: WORKFORCE_ID,
		PINGONE_TEST_USER: 'jane.doe@acme.example',
	};
}

async function run(args: string[], env = {}, answer: (question: string) => string = () => 'n') {
	let printed = '';
	const questions: string[] = [];
	const print = (text: string) => void (printed += text);
	const ask = async (question: string) => {
		questions.push(question);
		return answer(question);
	};
	const terminal = { args, env, print, printError: print, ask };
	const exitCode = await runCheck(terminal, new AbortController().signal);
	return { exitCode, printed, questions };
}

const runHere = async (more: Record<string, string> = {}, args: string[] = []) =>
	await run(['--out', outFile, ...args], { ...environment(), ...more });

describe('--help', () => {
	it('names each option, variable and exit code, and asks for nothing', async () => {
		const { exitCode, printed, questions } = await run(['--help']);
		for (const option of Object.keys(optionsIn([]))) expect(printed).toContain(`  --${option} `);
		for (const variable of Object.keys(environment())) expect(printed).toContain(variable);
		expect(printed).toMatch(/^ {2}npm run check:tenant -- /m);
		expect(printed).toMatch(/Ctrl\+C stops it/);
		const sentences = printed.replace(/\s+/g, ' ');
		expect(sentences).toMatch(
			/Without Identity Data Admin, .* the check ends; without Environment/,
		);
		expect(sentences).toContain('1 if anything differs, even if the nodes handle it, if no line');
		for (const code of [0, 1, 2, 130]) {
			expect(printed.split('Exit code:')[1]).toMatch(new RegExp(`\\b${code}\\b`));
		}
		expect(exitCode).toBe(0);
		expect(questions).toEqual([]);
	});
});

describe('without a token', () => {
	const WRONG = { PINGONE_CLIENT_SECRET: 'wrong-but-secret' };

	it('there is no report', async () => {
		const { exitCode, printed } = await runHere(WRONG);
		expect(await readdir(folder)).toEqual([]);
		expect(printed).toMatch(/^\nNo report was written\.\n/);
		expect(exitCode).toBe(1);
	});

	it('an earlier report is not taken for this one', async () => {
		await writeFile(outFile, EARLIER);
		const { printed } = await runHere(WRONG);
		expect(await readFile(outFile, 'utf8')).toBe(EARLIER);
		expect(printed).toContain(`No report was written. ${outFile} is of an earlier run.`);
	});

	it('the reason names variables, not fields of n8n', async () => {
		const { printed } = await runHere(WRONG);
		expect(printed).toContain('PingOne does not accept the client ID with this client secret');
		expect(printed).toContain('Check PINGONE_CLIENT_SECRET and PINGONE_CLIENT_ID');
		const { printed: elsewhere } = await runHere({ PINGONE_AUTH_PATH: 'http://127.0.0.1:1' });
		expect(elsewhere).toContain('PINGONE_AUTH_PATH');
		for (const text of [printed, elsewhere]) expect(text).not.toMatch(/'[A-Z]|PingOne credential/);
	});
});

it('a custom domain hands out tokens at an address without an environment', async () => {
	const { exitCode, printed } = await runHere({ PINGONE_CUSTOM_DOMAIN: 'yes' });
	expect(simulator.received[0].path).toBe('/as/token');
	expect(printed).toContain(
		'Roles of the worker application: Environment Admin, Identity Data Admin',
	);
	expect(exitCode).toBe(0);
});

describe('the report', () => {
	it('has hashes in the place of IDs, the same however they are written', async () => {
		const { PINGONE_CLIENT_ID: clientId } = environment();
		const hashed = (id: string) =>
			createHash('sha256').update(id.toLowerCase()).digest('hex').slice(0, 16);
		for (const id of [WORKFORCE_ID, WORKFORCE_ID.toUpperCase()]) {
			await runHere({ PINGONE_ENVIRONMENT_ID: id });
			const text = await readFile(outFile, 'utf8');
			expect(JSON.parse(text)).toMatchObject({
				environment: hashed(WORKFORCE_ID),
				worker: hashed(clientId),
			});
			expect(text.toLowerCase()).not.toContain(WORKFORCE_ID);
		}
	});

	it('that cannot be written ends the check before anything is asked', async () => {
		const out = join(folder, 'nowhere', 'report.json');
		const { exitCode, printed } = await runHere({}, ['--out', out]);
		expect(printed).toContain(`The report cannot be written to ${out}: choose another file`);
		expect(simulator.received).toHaveLength(1);
		expect(exitCode).toBe(2);
	});

	it('has what was found out before a mistake of ours ended the check', async () => {
		const { exitCode, printed } = await run(
			['--act', '--out', outFile],
			environment(),
			(question) => {
				if (question.includes('Lock and unlock')) throw new RangeError('our mistake');
				return question.includes('Create a user') ? 'y' : 'n';
			},
		);
		const facts = tenantFactsIn(await readFile(outFile, 'utf8'));
		expect(facts).toMatchObject({ 'access.users': expect.any(String), 'user.create': '201' });
		expect(printed).toMatch(/as assumed, 0 differ[^]*The report is in [^]*our mistake\n$/);
		expect(exitCode).toBe(1);
		const names = [...simulator.tenant.users.values()].map(({ username }) => username);
		expect(names.filter((name) => name.startsWith(OWN_USER))).toEqual([]);
	});

	it('is none of an earlier run, and no table is shown, where there is no such test user', async () => {
		await writeFile(outFile, EARLIER);
		const { exitCode, printed } = await runHere({ PINGONE_TEST_USER: 'nobody@acme.example' });
		expect(tenantFactsIn(await readFile(outFile, 'utf8'))).toEqual({});
		expect(printed.trim()).toMatch(/^No user of the environment has the email [^\n]*$/);
		expect(exitCode).toBe(2);
	});
});
