import type { IDataObject } from 'n8n-workflow';
import { isUnknownStatus } from '../../nodes/shared/http/outcome';
import { isJsonObject } from '../../nodes/shared/pingone/json';
import type { FactKey } from './tenantFacts';
import type { Check } from './check';
import { NotSettled } from './notSettled';
import { codeOf, isSuccess, observedOf, textIn, type TenantResponse } from './tenantResponse';

/**
 * Notes a response, and the state that PingOne shows afterwards: `200 LOCKED`. If the response itself
 * shows another one, both: `200 OK, then LOCKED`.
 *
 * @param path of what has the state.
 * @param stateIn the state in a description of it; empty where there is none.
 * @returns the state afterwards, if it could be read.
 * @throws {NotSettled} where it is not known whether it was done, so that the next act is no evidence.
 */
export async function settleWithState(
	check: Check,
	key: FactKey,
	response: TenantResponse,
	path: string,
	stateIn: (shown: IDataObject) => string,
): Promise<string | undefined> {
	if (!isSuccess(response)) {
		check.settle(key, observedOf(response));
		if (!isUnknownStatus(response.status)) return undefined;
		throw new NotSettled(`PingOne returned ${observedOf(response)} to the request before`);
	}
	const read = await check.send('GET', path);
	if (read.status !== 200 || !isJsonObject(read.body)) {
		check.reasons[key] = `the state afterwards could not be read (${observedOf(read)})`;
		return undefined;
	}
	const state = stateIn(read.body) || codeOf('');
	const shown = isJsonObject(response.body) ? stateIn(response.body) : '';
	const isSame = shown === '' || shown === state;
	check.settle(key, `${observedOf(response)} ${isSame ? state : `${shown}, then ${state}`}`);
	return state;
}

/** The field `status`, as the report has it. */
export function statusIn(shown: unknown): string {
	const status = textIn(shown, 'status');
	return status === '' ? '' : codeOf(status);
}
