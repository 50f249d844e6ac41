/** What the code assumes about PingOne, and where: what `npm run check:tenant` compares with a tenant. */
import type { FactKey, TenantFacts } from '../pingone/tenantFacts';
import { SUCCESS, type Fact } from './fact';
import { SESSION_FACTS } from './sessionFacts';
import { USER_FACTS } from './userFacts';

export const FACTS: Record<FactKey, Fact> = { ...USER_FACTS, ...SESSION_FACTS };

/** How an observation compares with what the code assumes. */
export type Verdict = 'as assumed' | 'differs, the nodes cope with it' | 'differs';

/** @param facts all that was observed. */
export function verdictOf(key: FactKey, observed: string, facts: TenantFacts): Verdict {
	const { holds, copesWith, instead } = FACTS[key];
	if (holds.test(observed)) return 'as assumed';
	const other = instead && facts[instead];
	const isCopedWith = copesWith?.test(observed) && (other === undefined || SUCCESS.test(other));
	return isCopedWith ? 'differs, the nodes cope with it' : 'differs';
}
