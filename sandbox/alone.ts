/** `npm run sandbox`: the stand-in PingOne on its own, to be used by hand or by an n8n on this machine. */
import { parseArgs } from 'node:util';
import type { Breakage } from './behaviour';
import { adminGrants, seededWorker } from './seed';
import { StandIn } from './standIn';

const HELP = `A stand-in PingOne on this machine, with the people of a company in it.

  npm run sandbox -- [--port N] [--latency MS] [--rate N] [--break WHAT]

  --port N        where it listens; any free port where left out
  --latency MS    waits so long before each answer
  --rate N        takes so many requests a second, and refuses more with 429
  --break WHAT    breaks every request: a status such as 503, "login" (a web page with status 200),
                  "redirect", "cut" (the connection ends) or "silence" (no answer comes)
  --help          this text

Ctrl+C ends it.
`;

const BREAKAGES: Record<string, Breakage> = {
	login: { answer: { status: 200, body: '<html><title>Sign in</title></html>' } },
	redirect: { answer: { status: 302, headers: { Location: '/login' } } },
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
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return print(HELP);

	const standIn = await StandIn.start({ port: count('port', values.port) });
	standIn.behaviour.latencyMs = count('latency', values.latency);
	if (values.rate !== undefined) {
		const perSecond = count('rate', values.rate);
		standIn.behaviour.limit({ perSecond, burst: perSecond, retryAfterSeconds: 1 });
	}
	if (values.break !== undefined) standIn.behaviour.break({ breakage: breakage(values.break) });
	introduce(standIn);
	process.once('SIGINT', () => void standIn.stop());
	process.once('SIGTERM', () => void standIn.stop());
}

function introduce({ apiPath, authPath, tenant }: StandIn): void {
	const { environmentId, clientId, clientSecret } = seededWorker(tenant);
	print('For a credential of the type PingOne Worker Application API, with the region Custom\n');
	print(`  API Path               ${apiPath}\n`);
	print(`  Auth Path              ${authPath}\n`);
	print(`  Worker Environment ID  ${environmentId}\n`);
	print(`  Client ID              ${clientId}\n`);
	print(`  Client Secret          ${clientSecret}\n`);
	print('\nFor one of the type PingOne API; the token stops working after an hour\n');
	print(`  API Path               ${apiPath}\n`);
	print(`  Access Token           ${tenant.issueToken(adminGrants(tenant))}\n`);
	print('\nBoth are of this stand-in alone.\n\nEnvironments\n');
	for (const { id, name } of tenant.environments.values()) print(`  ${id}  ${name}\n`);
	print('\nSessions in Acme Workforce\n');
	for (const { id, userId, browser, city } of tenant.sessions.values()) {
		print(`  ${id}  ${tenant.people.get(userId)?.email} (${browser}, ${city})\n`);
	}
}

function count(name: string, value: string): number {
	if (!/^\d+$/.test(value)) throw new Error(`--${name} takes a whole number, not "${value}".`);
	return Number(value);
}

function breakage(what: string): Breakage {
	if (what in BREAKAGES) return BREAKAGES[what];
	if (/^[1-5]\d\d$/.test(what)) return { answer: { status: Number(what) } };
	throw new Error(`--break takes a status or one of ${Object.keys(BREAKAGES).join(', ')}.`);
}

function print(text: string): void {
	process.stdout.write(text);
}

main().catch((error: Error) => {
	process.stderr.write(`${error.message}\n`);
	process.exitCode = 2;
});
