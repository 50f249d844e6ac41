/** What the check is told: its options, and what stands in environment variables or is asked for. */
import { parseArgs } from 'node:util';
import { apiBase, authBase } from '../../nodes/shared/pingone/addresses';
import { REGIONS } from '../../nodes/shared/pingone/regions';
import { workerOf, type Worker } from '../../nodes/shared/pingone/worker';
import { UsageError } from '../usageError';
import { questionsTo, type Source } from './questions';

export interface Settings {
	/** As in the credential: `eu`, `com` … or `custom`. */
	region: string;
	worker: Worker;
	/** Where the worker application and its roles are; on a custom domain, no token URL has it. */
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
	/** What a second of all other waits takes: tests are in a hurry. */
	secondMs: number;
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
export interface Terminal extends Source {
	args: string[];
	print(text: string): void;
	printError(text: string): void;
}

const PATIENCE_MS = 60_000;
const MAX_PORT = 65_535;

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
 * @throws {UsageError} naming the variable that cannot be used, but not its value: a secret may have
 * got into the wrong one. Nothing has been sent then.
 */
export async function settingsFrom(options: Options, terminal: Terminal): Promise<Settings> {
	const webhook = webhookIn(options);
	const { oneOf, id, text } = questionsTo(terminal);

	const region = await oneOf('PINGONE_REGION', 'Region', {
		...REGIONS,
		custom: 'a custom sign-on domain, or a gateway in front of PingOne',
	});
	const isCustom = region === 'custom';
	const custom = isCustom && {
		apiPath: await text(
			'PINGONE_API_PATH',
			"Address of PingOne's API, such as https://api.pingone.eu/v1",
			isAddress(apiBase),
			'an address such as https://api.pingone.eu/v1',
		),
		authPath: await text(
			'PINGONE_AUTH_PATH',
			'Address that users sign in at, without a path',
			isAddress(authBase),
			'an address without a path, such as https://auth.pingone.eu or https://sso.acme.example',
		),
	};
	const isCustomDomain =
		isCustom &&
		(await oneOf(
			'PINGONE_CUSTOM_DOMAIN',
			'Is it a custom domain of PingOne, with no environment ID in its paths',
			{
				yes: '',
				no: '',
			},
		)) === 'yes';
	const workerEnvironmentId = await id(
		'PINGONE_WORKER_ENVIRONMENT_ID',
		'Environment ID of the worker application',
		'the Overview tab of the application',
	);
	const method = await oneOf(
		'PINGONE_CLIENT_AUTHENTICATION',
		'Token endpoint authentication method of the worker application',
		{ basic: '', post: '' },
	);
	const clientId = await id(
		'PINGONE_CLIENT_ID',
		'Client ID of the worker application',
		'the Overview tab of the application',
	);
	const clientSecret = await text(
		'PINGONE_CLIENT_SECRET',
		'Client Secret, which is not shown',
		(value) => value !== '',
		'the Client Secret, from the Overview tab of the application',
		true,
	);
	const environmentId = await id(
		'PINGONE_ENVIRONMENT_ID',
		'Environment ID of the users',
		'the properties of the environment',
	);
	const email = await text(
		'PINGONE_TEST_USER',
		'Email of a test user who is signed in somewhere, best with three browsers',
		(value) => value.includes('@'),
		'an email address',
	);
	const worker = workerOf({
		region,
		...custom,
		authentication: method === 'basic' ? 'header' : 'body',
		workerEnvironmentId: isCustomDomain ? '' : workerEnvironmentId,
		clientId,
		clientSecret,
	});
	return {
		region,
		worker,
		workerEnvironmentId,
		environmentId,
		email,
		act: options.act,
		webhook,
		rate: options.rate,
		outFile: options.out,
		patienceMs: PATIENCE_MS,
		secondMs: 1_000,
	};
}

function webhookIn({ act, webhook: url, ...options }: Options): Settings['webhook'] {
	if (url === undefined) return undefined;
	if (!act) throw new UsageError('--webhook registers a webhook in PingOne: add --act.');
	if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
		throw new UsageError('--webhook must be an address that starts with https://');
	}
	const { username, password } = new URL(url);
	if (username + password !== '') {
		// The address is shown, also in what is left to be undone.
		throw new UsageError('--webhook must not have a user name or a password in it.');
	}
	const port = Number(options['webhook-port']);
	if (!Number.isInteger(port) || port < 0 || port > MAX_PORT) {
		throw new UsageError(`--webhook-port must be 0 to ${MAX_PORT}.`);
	}
	return { url, port };
}

function isAddress(check: (address: string) => string): (value: string) => boolean {
	return (value) => {
		try {
			return check(value) !== '';
		} catch {
			return false;
		}
	};
}
