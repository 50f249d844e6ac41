/** What the check is told: its options, and what stands in environment variables or is asked for. */
import { parseArgs } from 'node:util';
import { checkedId } from '../../nodes/shared/pingone/ids';
import { REGIONS } from '../../nodes/shared/pingone/regions';
import { workerOf, type Worker } from '../../nodes/shared/pingone/worker';
import { UsageError } from '../usageError';

export interface Settings {
	/** As in the credential: `eu`, `com` … or `custom`. */
	region: string;
	worker: Worker;
	workerEnvironmentId: string;
	environmentId: string;
	/** Of a user who is signed in somewhere. */
	email: string;
	act: boolean;
	webhook?: { url: string; port: number };
	rate: boolean;
	/** Where the report goes. */
	outFile: string;
	/** How long PingOne has to write something down or to deliver it. */
	patienceMs: number;
}

/** The command line. */
export interface Options {
	act: boolean;
	rate: boolean;
	webhook?: string;
	'webhook-port': string;
	out: string;
	help: boolean;
}

/** Whoever started the check. */
export interface Terminal {
	args: string[];
	env: Partial<Record<string, string>>;
	print(text: string): void;
	printError(text: string): void;
	/** @param isHidden whether what is typed is not shown. @throws where nobody is there to ask. */
	ask(question: string, isHidden?: boolean): Promise<string>;
}

const PATIENCE_MS = 60_000;
const MAX_PORT = 65_535;
const AUTHENTICATION: Partial<Record<string, string>> = { basic: 'header', post: 'body' };

export function optionsIn(args: string[]): Options {
	const { values } = parseArgs({
		args,
		options: {
			act: { type: 'boolean', default: false },
			rate: { type: 'boolean', default: false },
			webhook: { type: 'string' },
			'webhook-port': { type: 'string', default: '8787' },
			out: { type: 'string', default: 'tenant-check.json' },
			help: { type: 'boolean', default: false },
		},
	});
	return values;
}

/**
 * All settings; what no environment variable has is asked for.
 *
 * @throws {UsageError} or {PingOneError} naming what cannot be used. Nothing has been sent then.
 */
export async function settingsFrom(options: Options, terminal: Terminal): Promise<Settings> {
	const webhook = webhookIn(options);
	const read = async (name: string, question: string, isHidden = false) => {
		const known = terminal.env[name]?.trim();
		return known || (await terminal.ask(`${question} (${name}): `, isHidden)).trim();
	};
	const oneOf = async (name: string, question: string, allowed: string[]) => {
		const value = (await read(name, `${question}: ${allowed.join(', ')}`)).toLowerCase();
		if (allowed.includes(value)) return value;
		throw new UsageError(`${name} must be one of ${allowed.join(', ')}.`);
	};
	const id = async (name: string, question: string) =>
		checkedId(name, await read(name, `${question}, a UUID`));

	const region = await oneOf('PINGONE_REGION', 'Region', [...Object.keys(REGIONS), 'custom']);
	const workerEnvironmentId = await id(
		'PINGONE_WORKER_ENVIRONMENT_ID',
		'Environment ID of the worker application',
	);
	const method = await oneOf(
		'PINGONE_CLIENT_AUTHENTICATION',
		'Token endpoint authentication method of the worker application',
		Object.keys(AUTHENTICATION),
	);
	const credential = {
		region,
		authentication: AUTHENTICATION[method],
		...(region === 'custom' && {
			apiPath: await read('PINGONE_API_PATH', 'API Path'),
			authPath: await read('PINGONE_AUTH_PATH', 'Auth Path'),
		}),
		workerEnvironmentId,
		clientId: await id('PINGONE_CLIENT_ID', 'Client ID of the worker application'),
		clientSecret: await read('PINGONE_CLIENT_SECRET', 'Client Secret, which is not shown', true),
	};
	const environmentId = await id('PINGONE_ENVIRONMENT_ID', 'Environment ID of the users');
	const email = await read(
		'PINGONE_TEST_USER',
		'Email of a test user who is signed in somewhere, best with three browsers',
	);
	if (!email.includes('@')) throw new UsageError('PINGONE_TEST_USER must be an email address.');
	return {
		region,
		worker: workerOf(credential),
		workerEnvironmentId,
		environmentId,
		email,
		act: options.act,
		webhook,
		rate: options.rate,
		outFile: options.out,
		patienceMs: PATIENCE_MS,
	};
}

function webhookIn({ act, webhook: url, ...options }: Options): Settings['webhook'] {
	if (url === undefined) return undefined;
	if (!act) throw new UsageError('--webhook registers a webhook in PingOne: add --act.');
	if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
		throw new UsageError('--webhook must be an address that starts with https://');
	}
	const port = Number(options['webhook-port']);
	if (!Number.isInteger(port) || port < 0 || port > MAX_PORT) {
		throw new UsageError(`--webhook-port must be 0 to ${MAX_PORT}.`);
	}
	return { url, port };
}
