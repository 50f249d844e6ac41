import type { N8n } from '../support/product';
import { QueueMode, WORKER_CONCURRENCY } from '../support/queue/queueMode';
import { ResetOnRequest } from '../../tools/measureQueue/resetOnRequest';
import { signInCrowd } from '../../simulator/seed/seed';
import { waitUntil } from '../support/waitUntil';
import { queueLeaks } from './queueLeaks';
import { started, underWay } from './workerLog';

const EXECUTIONS = 200;
/** An installation, where there is none yet. */
const OPENED_WITHIN_MS = 30 * 60_000;
const DONE_WITHIN_MS = 120_000;
/** A latency at which executions are certainly running when the worker is killed. */
const SLOW_MS = 2_000;

let queueMode: QueueMode;
let doomed: N8n;
let survivor: N8n;
let resets: ResetOnRequest;
/** A session, to the execution that was to reset it. */
let executions: Map<string, string>;
/** Executions of the worker that was killed. */
let lost: string[];

beforeAll(async () => {
	queueMode = await QueueMode.open();
	doomed = await queueMode.addWorker();
	survivor = await queueMode.addWorker();
	resets = await ResetOnRequest.publish(queueMode.sandbox);
}, OPENED_WITHIN_MS);

afterAll(async () => {
	const found = await queueLeaks(queueMode).finally(async () => await queueMode.close());
	expect(found).toEqual([]);
}, DONE_WITHIN_MS);

describe('200 executions on two workers, one of which is killed in mid-run', () => {
	beforeAll(async () => {
		const { faults, tenant } = queueMode.sandbox.simulator;
		const sessionIds = signInCrowd(tenant, EXECUTIONS);
		const sending = resets.sendEach(sessionIds);

		await waitUntil(
			'half of the sessions reset',
			() => live(sessionIds).length <= EXECUTIONS / 2,
			DONE_WITHIN_MS,
		);
		faults.latencyMs = SLOW_MS;
		await waitUntil(
			'worker with work',
			async () => (await underWay(doomed)).length > 1,
			DONE_WITHIN_MS,
		);
		await doomed.kill();
		faults.latencyMs = 0;

		executions = await sending;
		await allEnded();
		lost = await executionsWith('error');
	}, 2 * DONE_WITHIN_MS);

	it('are spread over both', async () => {
		for (const worker of [doomed, survivor]) {
			expect((await started(worker)).length).toBeGreaterThan(EXECUTIONS / 8);
		}
	});

	it('are all accounted for: done, or told as lost with the worker', async () => {
		const done = await executionsWith('success');
		expect(new Set([...done, ...lost])).toEqual(new Set(executions.values()));
		expect(lost.length).toBeGreaterThan(0);
		expect(lost.length).toBeLessThanOrEqual(WORKER_CONCURRENCY);

		expect(await started(survivor)).toEqual(expect.not.arrayContaining(lost));
		for (const id of lost) {
			const { data } = await queueMode.sandbox.client.executions.get(id);
			expect(data.resultData.error?.message).toMatch(/^This execution failed to be processed/);
		}
	});

	it('reset each session once, but for those that were lost', async () => {
		const lostSessions = [...executions].filter(([, id]) => lost.includes(id)).map(([id]) => id);
		const twice = [...executions.keys()].filter((id) => resetRequests(id) > 1);
		expect(twice).toEqual([]);
		expect(lostSessions).toEqual(expect.arrayContaining(live([...executions.keys()])));
	});

	it('reset every session, once what was lost is sent again', async () => {
		const lostSessions = [...executions].filter(([, id]) => lost.includes(id)).map(([id]) => id);
		const again = await resets.sendEach(lostSessions);
		await allEnded();
		expect(await executionsWith('success')).toEqual(expect.arrayContaining([...again.values()]));
		expect(live([...executions.keys()])).toEqual([]);
	});

	it('got no more tokens than executions that began before there was one', () => {
		expect(tokenCalls()).toBeGreaterThan(0);
		expect(tokenCalls()).toBeLessThanOrEqual(2 * WORKER_CONCURRENCY);
	});
});

describe('a worker that takes the place of a killed one', () => {
	it('works with the token that the others have got, and each execution renews it once at most', async () => {
		const { simulator } = queueMode.sandbox;
		const newcomer = await queueMode.addWorker();
		const before = { tokenCalls: tokenCalls(), survivor: (await started(survivor)).length };

		await resetAll(40);
		expect(tokenCalls()).toBe(before.tokenCalls);

		simulator.tenant.tokens.expireAll();
		await resetAll(40);
		expect(tokenCalls()).toBeGreaterThan(before.tokenCalls);
		expect(tokenCalls()).toBeLessThanOrEqual(before.tokenCalls + 2 * WORKER_CONCURRENCY);

		expect((await started(newcomer)).length).toBeGreaterThan(0);
		expect((await started(survivor)).length).toBeGreaterThan(before.survivor);
	});
});

async function resetAll(count: number): Promise<void> {
	const { tenant } = queueMode.sandbox.simulator;
	const sessionIds = signInCrowd(tenant, count);
	const sent = await resets.sendEach(sessionIds);
	await allEnded();
	expect(await executionsWith('success')).toEqual(expect.arrayContaining([...sent.values()]));
	expect(live(sessionIds)).toEqual([]);
}

function live(sessionIds: string[]): string[] {
	const { sessions } = queueMode.sandbox.simulator.tenant;
	return sessionIds.filter((id) => sessions.has(id));
}

function resetRequests(sessionId: string): number {
	const { received } = queueMode.sandbox.simulator;
	return received.filter(({ path }) => path.endsWith(`/sessions/${sessionId}`)).length;
}

function tokenCalls(): number {
	const { received } = queueMode.sandbox.simulator;
	return received.filter(({ path }) => path.endsWith('/as/token')).length;
}

/** The executions of a status in n8n's database. */
async function executionsWith(status: string): Promise<string[]> {
	const rows = await queueMode.postgres.query(
		`SELECT id FROM execution_entity WHERE status = '${status}'`,
	);
	return rows.map(([id]) => id);
}

async function allEnded(): Promise<void> {
	const underWay = ['new', 'running', 'waiting'];
	await waitUntil(
		'end of all executions',
		async () => {
			const ids = await Promise.all(underWay.map(executionsWith));
			return ids.flat().length === 0;
		},
		DONE_WITHIN_MS,
	);
}
