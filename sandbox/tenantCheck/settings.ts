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
	const regions = Object.keys(REGIONS).join(', ');
	const read = async (name: string, question: string, isHidden = false) =>
		terminal.env[name] || (await terminal.ask(`${question}: `, isHidden)).trim();

	const region = await read('PINGONE_REGION', `Region (${regions}, or custom)`);
	const isCustom = region === 'custom';
	const workerEnvironmentId = await read(
		'PINGONE_WORKER_ENVIRONMENT_ID',
		'Environment ID of the worker application',
	);
	const method = await read(
		'PINGONE_CLIENT_AUTHENTICATION',
		'Token endpoint authentication method of the worker application (basic or post)',
	);
	const credential = {
		region,
		authentication: AUTHENTICATION[method],
		...(isCustom && {
			apiPath: await read('PINGONE_API_PATH', 'API Path'),
			authPath: await read('PINGONE_AUTH_PATH', 'Auth Path'),
		}),
		workerEnvironmentId,
		clientId: await read('PINGONE_CLIENT_ID', 'Client ID'),
		clientSecret: await read('PINGONE_CLIENT_SECRET', 'Client Secret (not shown)', true),
	};
	const environmentId = await read('PINGONE_ENVIRONMENT_ID', 'Environment ID of the users');
	const email = await read(
		'PINGONE_TEST_USER',
		'Email of a test user who is signed in somewhere, best with three browsers',
	);
	if (!email.includes('@')) throw new UsageError('The test user is named by an email address.');
	return {
		region,
		worker: workerOf(credential),
		workerEnvironmentId: checkedId('Worker Environment ID', workerEnvironmentId),
		environmentId: checkedId('Environment ID', environmentId),
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
