/** Runs operations of PingOne User, as `EngineFixture` runs those of PingOne Session. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { EngineFixture, Outcome, RunOptions } from './engineFixture';

const PINGONE_USER = 'n8n-nodes-pingone.pingOneUser';

/** The user by email, from the item's `email`. */
export const BY_EMAIL = { __rl: true, mode: 'email', value: '={{ $json.email }}' };

export function inList(id: string): INodeParameters {
	return { __rl: true, mode: 'list', value: id };
}

/** Failed items leave on the error branch, unless `onError` says otherwise. */
export async function runUserOperation(
	fixture: EngineFixture,
	operation: string,
	items: IDataObject[],
	parameters: INodeParameters = {},
	more: RunOptions = {},
): Promise<Outcome> {
	return await fixture.run(operation, items, {
		onError: 'continueErrorOutput',
		...more,
		type: PINGONE_USER,
		parameters: { userId: BY_EMAIL, ...parameters },
	});
}
