import { isJsonObject } from '../../nodes/shared/pingone/json';
import type { FactKey } from '../pingone/tenantFacts';
import type { Check } from './check';
import { codeOf, isSuccess, observedOf, textIn, type TenantResponse } from './tenantResponse';

/**
 * Notes a response, and the status that PingOne shows afterwards, whether or not the response has it:
 * `200 LOCKED`.
 *
 * @param path of what has the status.
 * @param stateIn where the field `status` is in it.
 */
export async function settleWithState(
	check: Check,
	key: FactKey,
	response: TenantResponse,
	path: string,
	stateIn: (shown: Record<string, unknown>) => unknown,
): Promise<void> {
	if (!isSuccess(response)) return check.settle(key, observedOf(response));
	const { body } = await check.send('GET', path);
	const status = textIn(isJsonObject(body) ? stateIn(body) : undefined, 'status');
	check.settle(key, `${observedOf(response)} ${codeOf(status)}`);
}
