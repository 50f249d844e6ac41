/** `npm run simulator`: the PingOne simulator alone, for use by hand or from an n8n on this machine. */
import { parseArgs } from 'node:util';
import type { Fault } from './faults';
import { adminGrants, seededPassword, seededWorker } from './seed/seed';
import { WORKFORCE_ID } from './seed/seededIds';
import { PingOneSimulator } from './simulator';

const HELP = `Runs a PingOne simulator on this machine, with the users of an example company.

  npm run simulator -- [--port N] [--latency MS] [--rate N] [--break WHAT]
                     [--deliver-to URL]

  --port N          the port to listen on (default: any free port)
  --latency MS      wait this long before each response (default: 0)
  --rate N          accept N requests a second, and reject more with status 429
  --break WHAT      let every request fail: with a status such as 503, "login" (a web page with
                    status 200), "redirect", "cut" (the connection is closed) or "silence" (no
                    response comes)
  --deliver-to URL  send what is for webhooks to this address on this machine, such as
                    http://127.0.0.1:5678 for n8n (default: keep it)
  --help            show this text

Press Ctrl+C to stop it.
`;

const MAX_PORT = 65_535;

const FAULTS: Record<string, Fault> = {
	login: { response: { status: 200, body: '<html><title>Sign in</title></html>' } },
	redirect: { response: { status: 302, headers: { Location: '/login' } } },
	cut: { cut: 'before the work' },
	silence: { silent: true },
};

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '0' },
			latency: { type: 'string', default: '0' },
			rate: { type: 'string' },
			break: { type: 'string' },
			'deliver-to': { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return print(HELP);

	const simulator = await PingOneSimulator.start({ port: port(values.port) });
	try {
		setFaults(simulator, values);
		simulator.tenant.deliveries.target = target(values['deliver-to']);
	} catch (error) {
		await simulator.stop();
		throw error;
	}
	printCredentials(simulator);
	printDirectory(simulator);
	process.once('SIGINT', () => void simulator.stop());
	process.once('SIGTERM', () => void simulator.stop());
}

function setFaults({ faults }: PingOneSimulator, values: Record<string, unknown>): void {
	const { latency, rate, break: broken } = values;
	faults.latencyMs = count('latency', String(latency));
	if (rate !== undefined) {
		const perSecond = count('rate', String(rate));
		faults.limit({ perSecond, burst: perSecond, retryAfterSeconds: 1 });
	}
	if (broken !== undefined) faults.inject({ fault: fault(String(broken)) });
}

function printCredentials({ apiPath, authPath, tenant }: PingOneSimulator): void {
	const { environmentId, clientId, clientSecret } = seededWorker(tenant);
	print('Credential "PingOne Worker Application API" (set Region to Custom)\n');
	print(`  API Path               ${apiPath}\n`);
	print(`  Auth Path              ${authPath}\n`);
	print(`  Worker Environment ID  ${environmentId}\n`);
	print(`  Client ID              ${clientId}\n`);
	print(`  Client Secret          ${clientSecret}\n`);
	print('\nCredential "PingOne Access Token API" (the token expires after an hour)\n');
	print(`  API Path               ${apiPath}\n`);
	print(`  Access Token           ${tenant.tokens.issue(adminGrants(tenant))}\n`);
	print('\nThese work with this simulator only.\n');
}

function printDirectory({ tenant }: PingOneSimulator): void {
	print('\nEnvironments\n');
	for (const { id, name } of tenant.environments.values()) print(`  ${id}  ${name}\n`);
	print('\nPopulations in Acme Workforce\n');
	for (const { id, environmentId, name } of tenant.populations.values()) {
		if (environmentId === WORKFORCE_ID) print(`  ${id}  ${name}\n`);
	}
	print('\nGroups in Acme Workforce\n');
	for (const { id, name, userFilter } of tenant.groups.values()) {
		print(`  ${id}  ${name}${userFilter === undefined ? '' : ' (members by a rule)'}\n`);
	}
	print('\nPassword of jane.doe, until it is changed\n');
	print(`  ${seededPassword(tenant, 'jane.doe')}\n`);
	print('\nMFA devices in Acme Workforce\n');
	for (const { id, userId, type } of tenant.devices.values()) {
		print(`  ${id}  ${tenant.users.get(userId)?.email} (${type})\n`);
	}
	print('\nSessions in Acme Workforce\n');
	for (const { id, userId, browser, city } of tenant.sessions.values()) {
		print(`  ${id}  ${tenant.users.get(userId)?.email} (${browser}, ${city})\n`);
	}
}

function count(name: string, value: string): number {
	if (!/^\d+$/.test(value)) throw new Error(`--${name} must be a whole number, not "${value}".`);
	return Number(value);
}

function port(value: string): number {
	const number = count('port', value);
	if (number > MAX_PORT) throw new Error(`--port must be at most ${MAX_PORT}, not "${value}".`);
	return number;
}

/** Returns the URL without a slash at the end. */
function target(url?: string): string | undefined {
	if (url !== undefined && !URL.canParse(url)) {
		throw new Error(`--deliver-to must be an address such as http://127.0.0.1:5678, not "${url}".`);
	}
	return url?.replace(/\/$/, '');
}

function fault(what: string): Fault {
	if (what in FAULTS) return FAULTS[what];
	if (/^[1-5]\d\d$/.test(what)) return { response: { status: Number(what) } };
	throw new Error(`--break must be a status or one of ${Object.keys(FAULTS).join(', ')}.`);
}

function print(text: string): void {
	process.stdout.write(text);
}

main().catch((error: Error) => {
	process.stderr.write(`${error.message}\n`);
	process.exitCode = 2;
});
