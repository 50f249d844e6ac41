import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workerOf } from '../../../nodes/shared/pingone/worker';
import { workerData } from '../../../sandbox/n8n/credentialData';
import { freePort } from '../../../sandbox/n8n/product/freePort';
import { LOOPBACK } from '../../../sandbox/loopbackServer';
import { seededPassword, seededWorker } from '../../../sandbox/pingone/seed';
import { seededUserId, WORKFORCE_ID } from '../../../sandbox/pingone/seededIds';
import { PingOneSimulator } from '../../../sandbox/pingone/simulator';
import { behaveLike } from '../../../sandbox/pingone/likeTenant';
import { tenantFactsIn, type TenantFacts } from '../../../sandbox/pingone/tenantFacts';
import type { CleanUp } from '../../../sandbox/tenantCheck/cleanUp';
import { checkTenant } from '../../../sandbox/tenantCheck/runCheck';
import type { Settings } from '../../../sandbox/tenantCheck/settings';

const USERNAME = 'jane.doe';
const USER_ID = seededUserId(USERNAME);

export interface CheckRun {
	exitCode: number;
	facts: TenantFacts;
	/** The report as it was written. */
	text: string;
	/** All that was printed, and what was asked among it. */
	printed: string;
	questions: string[];
	simulator: PingOneSimulator;
}

export interface Circumstances extends Partial<Pick<Settings, 'act' | 'rate' | 'patienceMs'>> {
	/** How the tenant is. */
	like?: TenantFacts;
	hasWebhook?: boolean;
	/** Before it is looked at. */
	prepare?: (simulator: PingOneSimulator, webhookPort: number) => void;
	/** Of the test user. */
	email?: string;
	/** What is answered to a question; `y` if left out. */
	answer?: (question: string, simulator: PingOneSimulator, printed: string) => string;
	stop?: AbortController;
	/** To see what is left to be undone meanwhile. */
	cleanUp?: CleanUp;
}

/** Runs the check against a simulator of its own, in which the test user has signed on three times. */
export async function runInSimulator({
	like = {},
	act = true,
	hasWebhook = act,
	rate = false,
	// A delivery may take its time on a busy machine. Events are there at once, and some tests have none.
	patienceMs = hasWebhook ? 10_000 : 400,
	email = `${USERNAME}@acme.example`,
	prepare,
	answer = () => 'y',
	stop = new AbortController(),
	cleanUp,
}: Circumstances = {}): Promise<CheckRun> {
	const simulator = await PingOneSimulator.start();
	const folder = await mkdtemp(join(tmpdir(), 'tenant-check-'));
	const outFile = join(folder, 'tenant-check.json');
	const port = await freePort();
	const { tenant } = simulator;
	try {
		const password = seededPassword(tenant, USERNAME);
		tenant.signOn({ environmentId: WORKFORCE_ID, username: USERNAME, password });
		const signOn = tenant.signOn({ environmentId: WORKFORCE_ID, username: USERNAME, password });
		if ('session' in signOn) signOn.session.activeAt = new Date(0);
		tenant.deliveries.target = `http://${LOOPBACK}:${port}`;
		tenant.auditActivities.limit(undefined);
		behaveLike(simulator, like);
		prepare?.(simulator, port);
		const printed: string[] = [];
		const questions: string[] = [];
		const settings: Settings = {
			region: 'custom',
			worker: workerOf({ ...workerData(simulator), authentication: 'header' }),
			workerEnvironmentId: seededWorker(tenant).environmentId,
			environmentId: WORKFORCE_ID,
			email,
			act,
			webhook: hasWebhook ? { url: 'https://check.example/hook', port } : undefined,
			rate,
			outFile,
			patienceMs,
			secondMs: 7,
		};
		const print = (text: string) => void printed.push(text);
		const ask = async (question: string) => {
			questions.push(question);
			printed.push(question);
			return answer(question, simulator, printed.join(''));
		};
		const terminal = { args: [], env: {}, print, printError: print, ask };
		const exitCode = await checkTenant(settings, terminal, stop.signal, cleanUp);
		const text = await readFile(outFile, 'utf8');
		const facts = tenantFactsIn(text);
		return { exitCode, facts, text, printed: printed.join(''), questions, simulator };
	} finally {
		await simulator.stop();
		await rm(folder, { recursive: true, force: true });
	}
}

/** Calls this when the test user has just been disabled. */
export function whenDisabled({ tenant }: PingOneSimulator, happens: () => void): void {
	const { replace } = tenant.users;
	tenant.users.replace = (user) => {
		if (user.id === USER_ID && !user.enabled) happens();
		return replace.call(tenant.users, user);
	};
}
