/** What `npm run check:tenant` has found out about a PingOne, and how it is read from its file. */
import { isJsonObject, valueIn } from '../pingone/requestBody';

/** What is found out, in the order of the report. */
export const FACT_KEYS = [
	'access.users',
	'access.sessions',
	'access.subscriptions',
	'access.createSubscription',
	'access.activities',
	'access.changeUsers',
	'access.reset',
	'filter.usernameStartsWith',
	'filter.emailStartsWith',
	'filter.search',
	'filter.emailEndsWith',
	'filter.givenNameContains',
	'filter.enabled',
	'filter.population',
	'filter.group',
	'filter.unsupported',
	'session.delete',
	'reset.ended',
	'reset.expired',
	'reset.wrongMediaType',
	'reset.live',
	'reset.repeated',
	'reset.unknown',
	'session.readAfterReset',
	'session.listedAfterReset',
	'disable.sessions',
	'user.create',
	'lock.withoutTime',
	'lock.withTime',
	'lock.unlock',
	'password.set',
	'password.forceChange',
	'password.unlock',
	'password.unlockPlain',
	'password.remove',
	'user.delete',
	'device.block',
	'device.unblock',
	'device.unblockPlain',
	'activities.order',
	'activities.future',
	'activities.limit',
	'activities.severalTypes',
	'event.reset',
	'event.delete',
	'webhook.creation',
	'webhook.authorization',
	'webhook.contentType',
	'webhook.shape',
	'rate.limit',
	'rate.retryAfter',
] as const;

export type FactKey = (typeof FACT_KEYS)[number];

/**
 * What was observed, in words that the check and the simulator share: a response as its status and
 * PingOne's codes (`404 NOT_FOUND`, `400 INVALID_DATA/INVALID_FILTER`), or what came of a request
 * (`200 LOCKED`, `gone`).
 */
export type TenantFacts = Partial<Record<FactKey, string>>;

/** Of the file. */
export const FORMAT = 1;

/** Enough for every word of the check; an ID, an address or a token does not fit in. */
const OBSERVED = /^[\w .,/+-]{1,60}$/;
const ID = /[\da-f]{8}-[\da-f]{4}-/i;

export function isFactKey(key: string): key is FactKey {
	return FACT_KEYS.some((known) => known === key);
}

/** Whether a text may stand in the report, which people share. */
export function isShareable(observed: string): boolean {
	return OBSERVED.test(observed) && !ID.test(observed);
}

/**
 * The facts in a file that the check wrote. What was not settled is not among them.
 *
 * @throws where it is no such file.
 */
export function tenantFactsIn(text: string): TenantFacts {
	const report = valueIn(text);
	if (!isJsonObject(report) || report.format !== FORMAT || !isJsonObject(report.facts)) {
		throw new Error('This is not a file that this version of npm run check:tenant has written.');
	}
	const facts: TenantFacts = {};
	for (const [key, fact] of Object.entries(report.facts)) {
		if (!isFactKey(key)) throw new Error(`The file has an unknown fact: ${JSON.stringify(key)}`);
		const observed = isJsonObject(fact) ? fact.observed : undefined;
		if (observed === undefined) continue;
		if (typeof observed !== 'string' || !isShareable(observed)) {
			throw new Error(`The file has a wrong value for ${key}.`);
		}
		facts[key] = observed;
	}
	return facts;
}
