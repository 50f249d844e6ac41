/** What the code assumes about PingOne, and where: what `npm run check:tenant` compares with a tenant. */
import type { FactKey, TenantFacts } from './tenantFacts';
import type { Fact } from './fact';
import { SESSION_FACTS } from './sessionFacts';
import { USER_FACTS } from './userFacts';

export const FACTS: Record<FactKey, Fact> = { ...USER_FACTS, ...SESSION_FACTS };

/** How an observation compares with what the code assumes. */
export type Verdict = 'as assumed' | 'different, but the nodes handle it' | 'differs';

/** What the code assumes, as far as this observation can show it. */
export function assumedOf(key: FactKey, observed = ''): string {
	const { assumed, assumedIfAllowed = assumed } = FACTS[key];
	return /^allowed($| with )/.test(observed) ? assumedIfAllowed : assumed;
}

/** @param facts all that was observed. */
export function verdictOf(key: FactKey, observed: string, facts: TenantFacts): Verdict {
	const { holds, copesWith, instead } = FACTS[key];
	const other = instead && facts[instead];
	if (other && !isSuccess(other) && !isSuccess(observed)) return 'differs';
	if (holds.test(observed)) return 'as assumed';
	const isHandled = isSuccess(observed) || instead === undefined || isSuccess(other);
	return isHandled && copesWith?.test(observed) ? 'different, but the nodes handle it' : 'differs';
}

function isSuccess(observed = ''): boolean {
	return observed.startsWith('2');
}
