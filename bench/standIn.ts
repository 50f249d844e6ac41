/** The stand-in PingOne of the benchmark, in a process of its own: it must not share a core's time with n8n. */
import type { Fault, RateLimit } from '../sandbox/behaviour';
import { adminGrants, seededSessionId, signInCrowd } from '../sandbox/seed';
import { StandIn } from '../sandbox/standIn';
import { seededId } from '../sandbox/tenant';

/** What is to be there before a run. */
export interface Setting {
	latencyMs: number;
	limit?: RateLimit;
	/** How many people there are, each with one session. */
	people: number;
	/** What happens to the requests for some of the sessions, by the numbers of their people. */
	broken?: { numbers: number[]; breakage: Fault['breakage'] };
}

/** What the process answers to a setting, once it is there. */
export interface Place {
	apiPath: string;
	accessToken: string;
}

/** What the process answers to `count`: what has happened since the setting. */
export interface Count {
	requests: number;
	/** Answered with 429. */
	refused: number;
	sessionsLeft: number;
}

/** The person and the session of that number, from 1. */
export function benchIds(number: number): { userId: string; sessionId: string } {
	return {
		userId: seededId(`user crowd.${number}`),
		sessionId: seededSessionId(`crowd.${number}`),
	};
}

async function serve(): Promise<void> {
	const standIn = await StandIn.start();
	const answer = (message: Setting | 'count'): Count | Place => {
		if (message === 'count') return count(standIn);
		return prepare(standIn, message);
	};
	process.on('message', (message: Setting | 'count') => process.send?.(answer(message)));
	process.once('disconnect', () => void standIn.stop());
	process.send?.('ready');
}

let mend = () => {};

function prepare(standIn: StandIn, { latencyMs, limit, people, broken }: Setting): Place {
	const { tenant, behaviour, received, apiPath } = standIn;
	behaviour.latencyMs = latencyMs;
	behaviour.limit(limit);
	mend();
	if (broken) {
		const paths = new Set(
			broken.numbers.map((number) => `/sessions/${benchIds(number).sessionId}`),
		);
		const on = {
			test: (request: string) => paths.has(request.slice(request.lastIndexOf('/sessions/'))),
		};
		mend = behaviour.break({ breakage: broken.breakage, on });
	}
	received.length = 0;
	tenant.sessions.clear();
	signInCrowd(tenant, people);
	return { apiPath, accessToken: tenant.issueToken(adminGrants(tenant)) };
}

function count({ received, tenant }: StandIn): Count {
	return {
		requests: received.length,
		refused: received.filter(({ answered }) => answered === 429).length,
		sessionsLeft: tenant.sessions.size,
	};
}

if (require.main === module) void serve();
