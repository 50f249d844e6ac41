/**
 * `npm run measure:queue`: how many sessions an hour workers reset, for docs/scaling.md. The simulator
 * answers after 50 ms and takes whatever comes, so what is measured is n8n, the node and this machine.
 */
import { cpus } from 'node:os';
import { waitUntil } from '../../test/support/waitUntil';
import { signInCrowd } from '../../simulator/seed/seed';
import { QueueMode } from '../../test/support/queue/queueMode';
import { ResetOnRequest } from './resetOnRequest';

const LATENCY_MS = 50;
const RUNS = 3;
const TOGETHER = 2_000;
const EACH = 100;
const DONE_WITHIN_MS = 3 * 60_000;

async function main(): Promise<void> {
	print(
		`${cpus().length} cores, of ${cpus()[0].model}. ${RUNS} runs of each, in sessions an hour.\n`,
	);
	const queueMode = await QueueMode.open();
	try {
		queueMode.sandbox.simulator.faults.latencyMs = LATENCY_MS;
		await queueMode.addWorker();
		const resets = await ResetOnRequest.publish(queueMode.sandbox);
		const together = async (ids: string[]) => await resets.send(ids);
		const each = async (ids: string[]) => await resets.sendEach(ids);

		await rate(queueMode, EACH, each);
		await report(`1 execution of ${TOGETHER}`, () => rate(queueMode, TOGETHER, together));
		await report(`${EACH} executions, 1 worker`, () => rate(queueMode, EACH, each));
		await queueMode.addWorker();
		await report(`${EACH} executions, 2 workers`, () => rate(queueMode, EACH, each));
	} finally {
		await queueMode.close();
	}
}

/** Sessions an hour, from the first request to n8n until the last session has ended. */
async function rate(
	{ sandbox }: QueueMode,
	count: number,
	send: (sessionIds: string[]) => Promise<unknown>,
): Promise<number> {
	const { tenant } = sandbox.simulator;
	const sessionIds = signInCrowd(tenant, count);
	const startedAt = performance.now();
	await send(sessionIds);
	await waitUntil(
		'end of all sessions',
		() => !sessionIds.some((id) => tenant.sessions.has(id)),
		DONE_WITHIN_MS,
	);
	return (count * 3_600_000) / (performance.now() - startedAt);
}

async function report(what: string, measure: () => Promise<number>): Promise<void> {
	const rates: number[] = [];
	while (rates.length < RUNS) rates.push(await measure());
	print(`${what}: ${rates.map((perHour) => Math.round(perHour)).join(', ')}\n`);
}

function print(text: string): void {
	process.stdout.write(text);
}

main().catch((error: Error) => {
	process.stderr.write(`${error.message}\n`);
	process.exitCode = 1;
});
