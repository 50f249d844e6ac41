/** The settings of a run: options, and what environment variables, a file or a person says. */
import { readFileSync } from 'node:fs';
import { parseArgs, parseEnv } from 'node:util';
import { workerOf, type Worker } from '../../nodes/shared/pingone/auth/worker';
import { toPingOneError } from '../../nodes/shared/pingone/errors/pingOneError';
import { checkedId } from '../../nodes/shared/pingone/ids';
import { UsageError } from '../usageError';

export interface Settings {
	region: string;
	worker: Worker;
	/** Undefined on a custom domain. */
	workerEnvironmentId?: string;
	environmentId: string;
	/** The test user's email address, if one was given. */
	email?: string;
	/** The steps that may change something, see `STEPS`. */
	steps: string[];
	webhook?: { url: string; port: number };
	/** The report file. */
	outFile: string;
	/** The length of a second in all waits, in milliseconds: tests do not wait. */
	secondMs: number;
}

/** Asks the person at the terminal. */
export interface Prompts {
	ask(message: string, isSecret: boolean): Promise<string>;
	/** Returns the names of the steps that the check may carry out. */
	choose(steps: Record<string, string>): Promise<string[]>;
}

/** The steps that change something, one of which each such probe belongs to. A person agrees to each. */
export const STEPS: Record<string, string> = {
	disable: 'Disable the test user for about ten seconds, then enable the user again',
	device: 'Block an MFA device of the test user, then unblock it',
	sessions: 'Sign the test user out of two browsers. This cannot be undone',
	ownUser:
		'Create a user n8n-check-…, change its account, password and MFA devices, put it into a group of its own, and delete both at the end',
	webhook: 'Create a webhook with the address of --webhook, then delete it',
};

/** The settings, as environment variables. */
const VARIABLES = {
	PINGONE_REGION: 'Region: com, ca, eu, com.au, sg, asia or custom',
	PINGONE_API_PATH: "Address of PingOne's API (region custom)",
	PINGONE_AUTH_PATH: 'Address that users sign in at (region custom)',
	PINGONE_WORKER_ENVIRONMENT_ID:
		'Environment ID of the worker application (empty on a custom domain)',
	PINGONE_CLIENT_AUTHENTICATION: 'Token endpoint authentication method: basic or post',
	PINGONE_CLIENT_ID: 'Client ID of the worker application',
	PINGONE_CLIENT_SECRET: 'Client Secret of the worker application',
	PINGONE_ENVIRONMENT_ID: 'Environment ID of the users',
	PINGONE_TEST_USER: 'Email of a test user who is signed in with two browsers (may be empty)',
};

/** The values of the credential's field. */
const AUTHENTICATION: Record<string, string> = { basic: 'header', post: 'body' };

export const HELP = `Compares your PingOne with what this package assumes about it, and writes a report.
docs/tenant-check.md explains it. Without --act, it only reads.

  --act              also try what changes something; you choose the steps
  --webhook URL      with --act: create a webhook; URL is a tunnel that leads to this machine
  --webhook-port N   the port on this machine to which the tunnel leads (default: 8787)
  --yes              with --act: carry out all steps
  --env FILE         read the settings from a file with lines such as PINGONE_REGION=eu
  --out FILE         the report (default: tenant-check.json)
  --help             show this text

Settings that are neither in the file nor in the environment are asked for:

${Object.entries(VARIABLES)
	.map(([name, is]) => `  ${name.padEnd(31)}${is}\n`)
	.join('')}
Ctrl+C stops the check and undoes what it has changed. Pressed again after three seconds, it ends at once.

Exit code: 0 if nothing differs; 1 if something differs, could not be undone, or PingOne issued no
token; 2 if an option or a setting is wrong; 130 after Ctrl+C.
`;

/**
 * Reads the command line and all settings.
 *
 * @returns undefined for --help.
 * @throws {UsageError} naming the setting that is wrong.
 */
export async function settingsFrom(
	args: string[],
	environment: NodeJS.ProcessEnv,
	prompts?: Prompts,
): Promise<Settings | undefined> {
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
	const given: NodeJS.ProcessEnv = {
		...environment,
		...(file && parseEnv(readFileSync(file, 'utf8'))),
	};
	for (const [name, is] of Object.entries(VARIABLES)) {
		if (/_(API|AUTH)_PATH$/.test(name) && given.PINGONE_REGION !== 'custom') continue;
		given[name] ??= await prompts?.ask(`${is} (${name})`, /SECRET$/.test(name));
	}
	const chosen = act && !yes ? await prompts?.choose(STEPS) : undefined;
	return {
		...tenantIn(given),
		...{ webhook, outFile, secondMs: 1_000 },
		steps: chosen ?? (act && yes ? Object.keys(STEPS) : []),
	};
}

/** @throws {UsageError} naming what is missing or not valid. */
function tenantIn(given: NodeJS.ProcessEnv) {
	try {
		return {
			region: String(given.PINGONE_REGION),
			worker: workerOf({
				region: given.PINGONE_REGION,
				apiPath: given.PINGONE_API_PATH,
				authPath: given.PINGONE_AUTH_PATH,
				workerEnvironmentId: given.PINGONE_WORKER_ENVIRONMENT_ID ?? '',
				authentication: AUTHENTICATION[given.PINGONE_CLIENT_AUTHENTICATION ?? ''],
				clientId: given.PINGONE_CLIENT_ID,
				clientSecret: given.PINGONE_CLIENT_SECRET,
			}),
			workerEnvironmentId: given.PINGONE_WORKER_ENVIRONMENT_ID || undefined,
			environmentId: checkedId('PINGONE_ENVIRONMENT_ID', given.PINGONE_ENVIRONMENT_ID),
			email: given.PINGONE_TEST_USER || undefined,
		};
	} catch (error) {
		throw new UsageError(toPingOneError(error).message);
	}
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
