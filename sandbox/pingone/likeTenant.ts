/** Has the simulator behave as a PingOne that `npm run check:tenant` has looked at. */
import type { ActivityOrder } from './auditActivities';
import type { Faults } from './faults';
import { ACCESS, canAnswerAs } from './likenessRules';
import { seededWorker } from './seed';
import type { PingOneSimulator } from './simulator';
import { FACT_KEYS, isFactKey, type FactKey, type TenantFacts } from './tenantFacts';

/** Sets what was observed. @returns whether the simulator can be so. */
type Setting = (observed: string, simulator: PingOneSimulator) => boolean;

const ORDERS: ActivityOrder[] = ['newest first', 'oldest first', 'no order'];
const METHODS = ['HEAD', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const SHAPES = { array: 'array', object: 'object', other: 'text' } as const;
const RETRY_AFTER: Array<Faults['retryAfter']> = ['seconds', 'date', 'absent', 'other'];
const MEDIA_TYPE = /^[\w.+-]+\/[\w.+-]+$/;
/** The check says no more of it than that it knows it not. */
const OTHER = 'other';
const OTHER_MEDIA_TYPE = 'application/vnd.other';
/** It has no dot in it, as all types of PingOne have. */
const OTHER_TYPE = 'OTHER';
const LIMIT = /^(bucket|window|none up to)(?: of)? (\d+) a second$/;
const WITHOUT = /without (.+)$/;

/** What is no matter of one response. */
const SETTINGS: Partial<Record<FactKey, Setting>> = {
	'session.listedAfterReset': (observed, { tenant }) => {
		tenant.sessions.listsEnded = observed === 'listed';
		return ['listed', 'no longer listed'].includes(observed);
	},
	'activities.order': (observed, { tenant }) => {
		const order = ORDERS.find((one) => one === observed);
		if (order !== undefined) tenant.auditActivities.order = order;
		return order !== undefined;
	},
	'event.reset': endOfSession('POST sessions/*'),
	'event.delete': endOfSession('DELETE users/*/sessions/*'),
	'webhook.creation': (observed, { tenant }) => {
		tenant.subscriptions.asksOnCreation = METHODS.find((method) => method === observed);
		return [...METHODS, 'no request'].includes(observed);
	},
	'webhook.authorization': (observed, { tenant }) => {
		tenant.deliveries.sendsHeaders = observed !== 'missing';
		return ['sent', 'missing'].includes(observed);
	},
	'webhook.contentType': (observed, { tenant }) => {
		const types: Record<string, string | false> = { none: false, [OTHER]: OTHER_MEDIA_TYPE };
		const isKnown = observed in types || MEDIA_TYPE.test(observed);
		if (isKnown) tenant.deliveries.contentType = types[observed] ?? observed;
		return isKnown;
	},
	'webhook.shape': (observed, { tenant }) => {
		const [, shape] = Object.entries(SHAPES).find(([word]) => word === observed) ?? [];
		tenant.deliveries.shape = shape;
		return shape !== undefined;
	},
	'rate.limit': (observed, { faults }) => {
		const [, kind, count] = LIMIT.exec(observed) ?? [];
		const perSecond = Number(count);
		if (kind === 'bucket') faults.limit({ perSecond, burst: perSecond, retryAfterSeconds: 1 });
		else if (kind === 'window') faults.limit({ perWindow: perSecond, windowSeconds: 1 });
		return kind !== undefined;
	},
	'rate.retryAfter': (observed, { faults }) => {
		const form = RETRY_AFTER.find((one) => one === observed);
		if (form !== undefined) faults.retryAfter = form;
		return form !== undefined;
	},
};

/**
 * From now on the simulator does as the facts say; what is not among them stays as it is.
 *
 * @returns the facts that it cannot imitate.
 */
export function behaveLike(simulator: PingOneSimulator, facts: TenantFacts): FactKey[] {
	const { likeness } = simulator.tenant;
	likeness.facts = {};
	const worker = seededWorker(simulator.tenant);
	const left: FactKey[] = [];
	for (const [key, observed] of Object.entries(facts)) {
		if (!isFactKey(key)) continue;
		const can = canAnswerAs(key, observed) ?? SETTINGS[key]?.(observed, simulator) ?? false;
		if (can) likeness.facts[key] = observed;
		else left.push(key);
		const [, role] = (ACCESS[key] && WITHOUT.exec(observed)) ?? [];
		if (role !== undefined) worker.hiddenRoles.push(role);
	}
	return left;
}

/** What whoever starts it is told about that, as lines. @param left what `behaveLike` returned. */
export function likenessNote(file: string, facts: TenantFacts, left: FactKey[]): string {
	const settled = Object.keys(facts).length;
	const open = FACT_KEYS.length - settled;
	const lines = [
		`The simulator behaves as ${file} says in ${settled - left.length} of ${FACT_KEYS.length} points.`,
		...(open > 0 ? [`${open} were not settled. In these, the simulator behaves as usual.`] : []),
		...(left.length > 0 ? ['It cannot imitate the following, and behaves as usual there:'] : []),
		...left.map((key) => `  ${key}: ${facts[key]}`),
	];
	return lines.map((line) => `${line}\n`).join('');
}

/** Several types may have been observed. */
function endOfSession(pattern: string): Setting {
	return (observed, { tenant }) => {
		const types = observed === 'none' ? [] : observed.split('+');
		tenant.activities.endOfSession[pattern] = types.map((type) =>
			type === OTHER ? OTHER_TYPE : type,
		);
		return true;
	};
}
