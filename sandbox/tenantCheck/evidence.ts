/** Which observations show something about PingOne: a bad moment or a missing role does not. */
import { isTransientStatus } from '../../nodes/shared/http/outcome';
import { FACT_KEYS, type FactKey, type TenantFacts } from './tenantFacts';
import { FACTS } from './facts';

/**
 * Why an observation shows nothing; undefined if it does. Whether a 403 is about the role is known
 * only when all has been observed: the same token may have been allowed another such request.
 *
 * @param facts all that was observed.
 */
export function whyNoEvidence(key: FactKey, facts: TenantFacts): string | undefined {
	const observed = facts[key] ?? '';
	const status = Number(observed.slice(0, 3));
	if (isTransientStatus(status)) return `PingOne returned ${observed}`;
	if (isAboutLicense(observed)) return 'the PingOne license does not cover it';
	if (status !== 401 && status !== 403) return undefined;
	const { access } = FACTS[key];
	const isAllowed = access !== undefined && facts[access]?.startsWith('allowed');
	return isAllowed ? undefined : 'PingOne denies access';
}

/** PingOne responds with 403 also to what the license does not cover, whatever the roles. */
export function isAboutLicense(observed: string): boolean {
	return /^403 \w+\/LICENSE_EXCEEDED$/.test(observed);
}

/** What was observed and shows something. */
export function evidenceIn(facts: TenantFacts): TenantFacts {
	const keys = FACT_KEYS.filter(
		(key) => facts[key] !== undefined && whyNoEvidence(key, facts) === undefined,
	);
	return Object.fromEntries(keys.map((key) => [key, facts[key]]));
}
