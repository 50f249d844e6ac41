/** Has the simulator behave as a PingOne that `npm run check:tenant` has looked at. */
import { seededWorker } from './seed';
import type { PingOneSimulator } from './simulator';
import { ACCESS } from './likenessRules';
import { isFactKey, type FactKey, type TenantFacts } from './tenantFacts';

type Setting = (observed: string, simulator: PingOneSimulator) => void;

/** What is no matter of one response. */
const SETTINGS: Partial<Record<FactKey, Setting>> = {
	'session.listedAfterReset': (observed, { tenant }) => {
		tenant.sessions.listsEnded = observed === 'listed';
	},
	'activities.order': (observed, { tenant }) => {
		tenant.auditActivities.isOldestFirst = observed === 'oldest first';
	},
	'event.reset': (observed, { tenant }) => {
		tenant.activities.endOfSession['POST sessions/*'] = typeIn(observed);
	},
	'event.delete': (observed, { tenant }) => {
		tenant.activities.endOfSession['DELETE users/*/sessions/*'] = typeIn(observed);
	},
	'webhook.creation': (observed, { tenant }) => {
		const method = (['HEAD', 'POST'] as const).find((one) => observed === one);
		tenant.subscriptions.asksOnCreation = method;
	},
	'webhook.authorization': (observed, { tenant }) => {
		tenant.deliveries.sendsHeaders = observed === 'sent';
	},
	'webhook.contentType': (observed, { tenant }) => {
		tenant.deliveries.contentType = observed;
	},
	'webhook.shape': (observed, { tenant }) => {
		const shape = (['array', 'object'] as const).find((one) => observed === one);
		tenant.deliveries.shape = shape;
	},
	'rate.limit': (observed, { faults }) => {
		const [, kind, count] = /^(bucket|window) of (\d+) a second$/.exec(observed) ?? [];
		const perSecond = Number(count);
		if (kind === 'bucket') faults.limit({ perSecond, burst: perSecond, retryAfterSeconds: 1 });
		else if (kind === 'window') faults.limit({ perWindow: perSecond, windowSeconds: 1 });
	},
	'rate.retryAfter': (observed, { faults }) => {
		const form = (['seconds', 'date', 'absent'] as const).find((one) => observed === one);
		if (form !== undefined) faults.retryAfter = form;
	},
};

const WITHOUT = /without (.+)$/;

/** From now on the simulator does as the facts say; what is not among them stays as it is. */
export function behaveLike(simulator: PingOneSimulator, facts: TenantFacts): void {
	simulator.tenant.likeness.facts = facts;
	const worker = seededWorker(simulator.tenant);
	for (const [key, observed] of Object.entries(facts)) {
		if (!isFactKey(key)) continue;
		SETTINGS[key]?.(observed, simulator);
		const [, role] = (ACCESS[key] && WITHOUT.exec(observed)) ?? [];
		if (role !== undefined) worker.hiddenRoles.push(role);
	}
}

/** Several types may have been observed. */
function typeIn(observed: string): string {
	return observed === 'none' ? '' : observed.split('+')[0];
}
