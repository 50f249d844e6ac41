/** the PingOne simulator of the benchmark, in a process of its own: it must not share a core's time with n8n. */
import type { Fault } from '../simulator/faults';
import type { RateLimit } from '../simulator/rateLimit';
import { adminGrants, signInCrowd } from '../simulator/seed/seed';
import { seededSessionId, seededId } from '../simulator/seed/seededIds';
import { PingOneSimulator } from '../simulator/simulator';

/** The state of the simulator before a run. */
export interface Setting {
	latencyMs: number;
	limit?: RateLimit;
	/** The number of users, each with one session. */
	users: number;
	/** Faults for the requests of some sessions, by the numbers of their users. */
	broken?: { numbers: number[]; fault: Fault };
}

/** The response of the process once the state is set. */
export interface Place {
	apiPath: string;
	accessToken: string;
}

/** The response of the process to `count`: what has happened since the state was set. */
export interface Count {
	requests: number;
	/** The number of responses with 429. */
	refused: number;
	sessionsLeft: number;
	/** The number of users of the setting who are not disabled. */
	enabledLeft: number;
}

/** The user and the session of that number, from 1. */
export function benchIds(number: number): { userId: string; sessionId: string } {
	return {
		userId: seededId(`user crowd.${number}`),
		sessionId: seededSessionId(`crowd.${number}`),
	};
}

async function serve(): Promise<void> {
	const simulator = await PingOneSimulator.start();
	const response = (message: Setting | 'count'): Count | Place => {
		if (message === 'count') return count(simulator);
		return prepare(simulator, message);
	};
	process.on('message', (message: Setting | 'count') => process.send?.(response(message)));
	process.once('disconnect', () => void simulator.stop());
	process.send?.('ready');
}

let mend = () => {};
/** The IDs of the users of the setting. */
let crowd: string[] = [];

function prepare(simulator: PingOneSimulator, { latencyMs, limit, users, broken }: Setting): Place {
	const { tenant, faults, received, apiPath } = simulator;
	faults.latencyMs = latencyMs;
	faults.limit(limit);
	mend();
	if (broken) {
		const paths = new Set(
			broken.numbers.map((number) => `/sessions/${benchIds(number).sessionId}`),
		);
		const on = {
			test: (request: string) => paths.has(request.slice(request.lastIndexOf('/sessions/'))),
		};
		mend = faults.inject({ fault: broken.fault, on });
	}
	received.length = 0;
	tenant.sessions.clear();
	signInCrowd(tenant, users);
	crowd = Array.from({ length: users }, (_, index) => benchIds(index + 1).userId);
	return { apiPath, accessToken: tenant.tokens.issue(adminGrants(tenant)) };
}

function count({ received, tenant }: PingOneSimulator): Count {
	return {
		requests: received.length,
		refused: received.filter(({ status }) => status === 429).length,
		sessionsLeft: tenant.sessions.size,
		enabledLeft: crowd.filter((id) => tenant.users.get(id)?.enabled).length,
	};
}

if (require.main === module) void serve();
