/** The settings of a run: options, and what environment variables, a file or a person says. */
import { readFileSync } from 'node:fs';
import { parseArgs, parseEnv } from 'node:util';
import { isId } from '../../nodes/shared/pingone/ids';
import { isRegion } from '../../nodes/shared/pingone/auth/regions';
import { workerOf, type Worker } from '../../nodes/shared/pingone/auth/worker';
import { UsageError } from '../usageError';

export interface Settings {
	region: string;
	worker: Worker;
	/** Undefined on a custom domain. */
	workerEnvironmentId?: string;
	environmentId: string;
	/** The test user's email address, if one was given. */
	email?: string;
	act: boolean;
	webhook?: { url: string; port: number };
	/** The report file. */
	outFile: string;
	/** The length of a second in all waits, in milliseconds: tests do not wait. */
	secondMs: number;
}

/** The person who runs the check. */
export interface Terminal {
	print(text: string): void;
	/** Returns false if nobody is there to answer. */
	confirm(message: string): Promise<boolean>;
	/** Undefined if nobody is there to answer. @throws {UsageError} if the input ends. */
	ask?(message: string, isSecret: boolean): Promise<string>;
}

/** Each environment variable with its description and a check of its format. */
const VARIABLES: Record<string, [is: string, fits: (value: string) => boolean]> = {
	PINGONE_REGION: [
		'Region: com, ca, eu, com.au, sg, asia or custom',
		(value) => value === 'custom' || isRegion(value),
	],
	PINGONE_API_PATH: ["Address of PingOne's API (region custom)", (value) => URL.canParse(value)],
	PINGONE_AUTH_PATH: [
		'Address that users sign in at (region custom)',
		(value) => URL.canParse(value),
	],
	PINGONE_WORKER_ENVIRONMENT_ID: [
		'Environment ID of the worker application (empty on a custom domain)',
		(value) => value === '' || isId(value),
	],
	PINGONE_CLIENT_AUTHENTICATION: [
		'Token endpoint authentication method: basic or post',
		(value) => value === 'basic' || value === 'post',
	],
	PINGONE_CLIENT_ID: ['Client ID of the worker application', isId],
	PINGONE_CLIENT_SECRET: ['Client Secret of the worker application', (value) => value !== ''],
	PINGONE_ENVIRONMENT_ID: ['Environment ID of the users', isId],
	PINGONE_TEST_USER: [
		'Email of a test user who is signed in with two browsers (may be empty)',
		(value) => value === '' || value.includes('@'),
	],
};

export const HELP = `Compares your PingOne with what this package assumes about it, and writes a report.
docs/tenant-check.md explains the report.

  npm run check:tenant -- [--act] [--webhook URL] [--yes] [--env FILE] [--out FILE]

Without --act it only reads. It asks for its settings, or takes them from environment variables:

${Object.entries(VARIABLES)
	.map(([name, [is]]) => `  ${name.padEnd(31)}${is}\n`)
	.join('')}
  --act              also try what changes something; the check asks before each step
  --webhook URL      with --act: create a webhook; URL is a tunnel that leads to this machine
  --webhook-port N   the port on this machine to which the tunnel leads (default: 8787)
  --yes              answer all questions before steps with yes
  --env FILE         read the variables from a file with lines such as PINGONE_REGION=eu
  --out FILE         the report (default: tenant-check.json)
  --help             show this text

Ctrl+C stops the check and undoes what it has changed. Pressed again after three seconds, it ends
the check at once and shows what is left to be undone.

Exit code: 0 if nothing differs; 1 if something differs, could not be undone, or PingOne issued no
token; 2 if an option or a setting is wrong; 130 after Ctrl+C.
`;

/**
 * Reads the command line and all settings.
 *
 * @returns undefined for --help.
 * @throws {UsageError} naming the variable that is wrong, but not its value: it may be a secret.
 */
export async function settingsFrom(
	args: string[],
	environment: NodeJS.ProcessEnv,
	terminal: Terminal,
): Promise<(Settings & { yes: boolean }) | undefined> {
	const { values: options } = parseArgs({
		args,
		options: {
			act: { type: 'boolean', default: false },
			yes: { type: 'boolean', default: false },
			webhook: { type: 'string' },
			'webhook-port': { type: 'string', default: '8787' },
			env: { type: 'string' },
			out: { type: 'string', default: 'tenant-check.json' },
			help: { type: 'boolean', default: false },
		},
	});
	if (options.help) return undefined;
	const { act, yes, env: file, out: outFile } = options;
	const webhook = webhookIn(options.webhook, options['webhook-port'], act);
	const known = { ...environment, ...(file && parseEnv(readFileSync(file, 'utf8'))) };
	const given: Record<string, string> = {};
	for (const [name, [is, fits]] of Object.entries(VARIABLES)) {
		if (/_(API|AUTH)_PATH$/.test(name) && given.PINGONE_REGION !== 'custom') continue;
		const value = known[name] ?? (await terminal.ask?.(`${is} (${name})`, /SECRET$/.test(name)));
		given[name] = value?.trim() ?? '';
		if (value !== undefined && fits(given[name])) continue;
		throw new UsageError(`${name} is ${given[name] === '' ? 'missing' : 'wrong'}. ${is}.`);
	}
	return {
		worker: workerOf({
			region: given.PINGONE_REGION,
			apiPath: given.PINGONE_API_PATH,
			authPath: given.PINGONE_AUTH_PATH,
			workerEnvironmentId: given.PINGONE_WORKER_ENVIRONMENT_ID,
			authentication: given.PINGONE_CLIENT_AUTHENTICATION === 'basic' ? 'header' : 'body',
			clientId: given.PINGONE_CLIENT_ID,
			clientSecret: given.PINGONE_CLIENT_SECRET,
		}),
		workerEnvironmentId: given.PINGONE_WORKER_ENVIRONMENT_ID || undefined,
		environmentId: given.PINGONE_ENVIRONMENT_ID,
		email: given.PINGONE_TEST_USER || undefined,
		region: given.PINGONE_REGION,
		act,
		yes,
		webhook,
		outFile,
		secondMs: 1_000,
	};
}

function webhookIn(url: string | undefined, port: string, act: boolean): Settings['webhook'] {
	if (url === undefined) return undefined;
	if (!act) throw new UsageError('--webhook creates a webhook in PingOne: add --act.');
	if (!URL.canParse(url) || new URL(url).protocol !== 'https:' || new URL(url).username !== '') {
		throw new UsageError('--webhook must be an https:// address without a user name.');
	}
	if (!/^\d{1,5}$/.test(port)) throw new UsageError('--webhook-port must be a number.');
	return { url, port: Number(port) };
}
