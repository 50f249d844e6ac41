/**
 * `npm run measure:population`: how long the example 12-population.json takes to sign out a large
 * population, and how much memory n8n needs for it, for docs/scaling.md. How many users (100,000) and
 * how many requests a second the simulator takes (200) may be given behind `--`.
 */
import { readFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { EMPLOYEES_ID } from '../simulator/seed/seededIds';
import { signInCrowd } from '../simulator/seed/seed';
import { MailServer } from '../test/support/vendors';
import { waitUntil } from '../test/support/waitUntil';
import { readExample, readyToRun } from '../test/support/examples';
import { N8nSandbox } from '../test/support/product/n8nSandbox';

const [USERS = 100_000, PER_SECOND = 200] = process.argv.slice(2).map(Number);
const LATENCY_MS = 50;
/** The requests for each user: lookup, list of sessions, and end of the one session. */
const REQUESTS_A_USER = 3;
const DONE_WITHIN_MS = 6 * 3_600_000;
const REPORT_TO = 'security@acme.example';
const MEBIBYTE_KIBIBYTES = 1024;

async function main(): Promise<void> {
	print(`${cpus().length} cores, of ${cpus()[0].model}; load ${load()}. ${USERS} users with one
session each; the simulator answers after ${LATENCY_MS} ms, and takes ${PER_SECOND} requests a second.\n`);
	const mail = await MailServer.start();
	const sandbox = await N8nSandbox.open();
	try {
		await measure(sandbox, mail);
	} finally {
		await sandbox.close();
		await mail.stop();
	}
}

async function measure({ client, choices, n8n, simulator }: N8nSandbox, mail: MailServer) {
	const others = await client.credentials.createFor([mail]);
	const settings = { populationId: EMPLOYEES_ID, ticket: 'CHG-1', reportTo: REPORT_TO };
	const choice = { ...choices.worker, others, settings };
	const workflow = readyToRun(await readExample('12-population.json'), choice);
	const stored = await client.workflows.import(workflow);
	signInCrowd(simulator.tenant, USERS);
	simulator.faults.latencyMs = LATENCY_MS;
	simulator.faults.limit({ perSecond: PER_SECOND, burst: PER_SECOND, retryAfterSeconds: 1 });
	print(`n8n at rest: ${await peakMemory(n8n.processId)} MiB at most.\n`);

	const startedAt = performance.now();
	const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(0);
	const isEnd = ({ method, path }: { method: string; path: string }) =>
		method === 'POST' && path.includes('/sessions/');
	await client.workflows.run(stored, 'Start by hand', {});
	await waitUntil('first session that ends', () => simulator.received.some(isEnd), DONE_WITHIN_MS);
	print(`Listed after ${seconds()} s, ${await peakMemory(n8n.processId)} MiB at most.\n`);
	await waitUntil('report', () => mail.sentTo(REPORT_TO).length > 0, DONE_WITHIN_MS);

	const refused = simulator.received.filter(({ status }) => status === 429).length;
	const least = (USERS * REQUESTS_A_USER) / PER_SECOND;
	print(`Done after ${seconds()} s, ${await peakMemory(n8n.processId)} MiB at most; load ${load()}.
At the limit, ${USERS} users take ${least.toFixed(0)} s. ${simulator.received.length} requests were sent, ${refused} of them refused.
${simulator.tenant.sessions.size} sessions are left. The report:\n\n${mail.sentTo(REPORT_TO)[0].text}\n`);
}

/** The largest resident set of a process so far, in MiB. */
async function peakMemory(processId: number): Promise<number> {
	const status = await readFile(`/proc/${processId}/status`, 'utf8');
	const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
	return Math.round(Number(kibibytes) / MEBIBYTE_KIBIBYTES);
}

/** Returns the machine's load in the last minute. */
function load(): string {
	return loadavg()[0].toFixed(1);
}

function print(text: string): void {
	process.stdout.write(text);
}

main().catch((error: Error) => {
	process.stderr.write(`${error.message}\n`);
	process.exitCode = 1;
});
