import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { runDemo } from './demo';
import { tokenData } from '../../test/support/engine/credentialData';
import { seededSessionId, WORKFORCE_ID } from '../../simulator/seed/seededIds';
import { PingOneSimulator } from '../../simulator/simulator';

const ROOT = join(__dirname, '../..');
const JANE = seededSessionId('jane.doe');
const SLOW_MS = 60_000;

let simulator: PingOneSimulator;

beforeEach(async () => {
	simulator = await PingOneSimulator.start();
});

afterEach(async () => await simulator.stop());

interface Ended {
	code: number;
	stdout: string;
	stderr: string;
}

/** Runs the demo as `npm start` does, with nobody at the keyboard. */
async function start(args: string[] = [], accessToken?: string): Promise<Ended> {
	const { NODE_ENV: _jest, PINGONE_ACCESS_TOKEN: _other, ...environment } = process.env;
	const env = { ...environment, ...(accessToken && { PINGONE_ACCESS_TOKEN: accessToken }) };
	const command = [require.resolve('tsx/cli'), 'tools/demo/main.ts', ...args];
	return await new Promise((resolve) => {
		const child = execFile(process.execPath, command, { cwd: ROOT, env }, (error, stdout, stderr) =>
			resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
		);
		child.stdin?.end();
	});
}

/** Runs it in this process, which is quicker. @param reply of whoever is at the keyboard, if anybody is. */
async function run(args: string[], accessToken?: string, reply?: string): Promise<Ended> {
	let [stdout, stderr] = ['', ''];
	const code = await runDemo({
		args,
		accessToken,
		print: (text) => (stdout += text),
		printError: (text) => (stderr += text),
		ask: reply === undefined ? undefined : async () => reply,
	});
	return { code, stdout, stderr };
}

function onSimulator(...more: string[]): string[] {
	const target = ['--environment', WORKFORCE_ID, '--session', JANE];
	return ['--api-path', simulator.apiPath, ...target, ...more];
}

function adminToken(): string {
	return tokenData(simulator).accessToken;
}

describe('npm start', () => {
	it(
		'shows on one screen each request, the output, and that the user is disabled, signed out and kept out',
		async () => {
			const { code, stdout, stderr } = await start();
			expect(stderr).toBe('');
			expect(code).toBe(0);
			expect(stdout).toMatch(/^ +POST +\/[\da-f]{8}…\/as\/token +200 +\d+ ms$/m);
			expect(stdout).toMatch(/^ +GET +\/v1\/environments\/.* +200 +\d+ ms$/m);
			expect(stdout).toMatch(/^ +PUT +\/v1\/environments\/.*\/enabled +200 +\d+ ms$/m);
			expect(stdout).toMatch(/^ +POST +\/v1\/environments\/.*\/sessions\/.* +204 +\d+ ms$/m);
			expect(stdout).toMatch(/^ +enabled +false$/m);
			expect(stdout).toMatch(/^ +sessionsReset +2$/m);
			expect(stdout.split('\n').slice(-4)).toEqual([
				"  Jane Doe's account was enabled, and is now disabled.",
				'  Jane Doe was signed in, and is now signed out.',
				'  A sign-on with her password was accepted, and is now refused: DISABLED.',
				'',
			]);
			const lines = stdout.split('\n');
			expect(lines.length).toBeLessThanOrEqual(30);
			expect(lines.filter((line) => line.length > 110)).toEqual([]);
			expect(stdout).not.toContain('eyJ');
		},
		SLOW_MS,
	);

	it(
		'resets a session of another PingOne, after saying so',
		async () => {
			const token = adminToken();
			const { code, stdout } = await run(onSimulator('--yes'), token);
			expect(code).toBe(0);
			expect(stdout).toContain(`This ends session ${JANE} of environment ${WORKFORCE_ID}`);
			expect(stdout).not.toContain(token);
			expect(simulator.tenant.sessions.has(JANE)).toBe(false);
		},
		SLOW_MS,
	);

	it(
		'ends with 2 where an option is unknown',
		async () => {
			const { code, stderr } = await start(['--sesion', JANE], 'token');
			expect(code).toBe(2);
			expect(stderr).toContain("Unknown option '--sesion'");
		},
		SLOW_MS,
	);
});

describe('the demo', () => {
	it('shows all that was sent and received with --verbose, but no token or secret', async () => {
		const { code, stdout } = await run(['--verbose']);
		expect(code).toBe(0);
		expect(stdout).toMatch(/POST http:\/\/127\.0\.0\.1/);
		expect(stdout).toContain('{"enabled":false}');
		expect(stdout).toContain('content-type: application/vnd.pingidentity.sso.session.logout');
		expect(stdout).toContain('authorization: Basic [hidden]');
		expect(stdout).toContain('authorization: Bearer [hidden]');
		expect(stdout).toContain('grant_type=client_credentials');
		expect(stdout).toContain('"access_token":"[hidden]"');
		expect(stdout).toContain('204 No Content');
		expect(stdout).toContain('Jane Doe was signed in, and is now signed out.');
		expect(stdout).not.toContain('eyJ');
	});

	it.each([
		['Y', 0, false],
		['no', 2, true],
		['', 2, true],
	])('asks before it ends a session: %j', async (reply, exitCode, isSignedIn) => {
		const { code } = await run(onSimulator(), adminToken(), reply);
		expect(code).toBe(exitCode);
		expect(simulator.tenant.sessions.has(JANE)).toBe(isSignedIn);
	});

	it('ends with 1 and the reason where PingOne refuses', async () => {
		const { code, stderr } = await run(onSimulator('--yes'), 'wrong');
		expect(code).toBe(1);
		expect(stderr).toContain('PingOne does not accept the access token');
		expect(stderr).toContain('Get a new one');
		expect(simulator.tenant.sessions.has(JANE)).toBe(true);
	});

	it('ends with 1 where PingOne accepted the reset, and still shows the session', async () => {
		const fault = { response: { status: 204 } };
		simulator.faults.inject({ fault, on: /^POST/ });
		const { code, stderr } = await run(onSimulator('--yes'), adminToken());
		expect(code).toBe(1);
		expect(stderr).toContain('PingOne accepted the reset, but still shows a session.');
	});

	it.each([
		['nobody confirms', () => onSimulator(), 'token', 'add --yes'],
		['the token is missing', () => onSimulator(), undefined, 'variable PINGONE_ACCESS_TOKEN'],
		['the session is missing', () => ['--environment', WORKFORCE_ID], 'token', '--session'],
	])('ends with 2 and sends nothing where %s', async (_what, args, accessToken, reason) => {
		const { code, stderr } = await run(args(), accessToken);
		expect(code).toBe(2);
		expect(stderr).toContain(reason);
		expect(simulator.received).toEqual([]);
	});

	it('sends nothing where the session is no ID', async () => {
		const args = [
			'--api-path',
			simulator.apiPath,
			'--environment',
			WORKFORCE_ID,
			'--session',
			'me',
		];
		const { code, stderr } = await run([...args, '--yes'], adminToken());
		expect(code).toBe(1);
		expect(stderr).toContain('\'Session ID\' is not a valid UUID: "me"');
		expect(simulator.received).toEqual([]);
	});

	it('explains its options', async () => {
		const { code, stdout } = await run(['--help']);
		expect(code).toBe(0);
		expect(stdout).toContain('--api-path URL');
	});
});
