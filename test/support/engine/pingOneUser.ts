/** Runs operations of PingOne User, as `EngineFixture` runs those of PingOne Session. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { ReceivedRequest } from '../../../simulator/requestLog';
import { seededUserId, WORKFORCE_ID } from '../../../simulator/seed/seededIds';
import type { User } from '../../../simulator/users/user';
import type { EngineFixture, Outcome, RunOptions } from './engineFixture';

export const PINGONE_USER = 'n8n-nodes-pingone.pingOneUser';

/** The user by email, from the item's `email`. */
const BY_EMAIL = { __rl: true, mode: 'email', value: '={{ $json.email }}' };

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

/** The user by ID, email or username, from the item's `by` and `user`. */
export const NAMED_IN_ITEM = '={{ { mode: $json.by, value: $json.user } }}';

export const JANE = { email: 'jane.doe@acme.example' };
export const LUIS = { email: 'luis.ortega@acme.example' };
export const MEI = { email: 'mei.lin@acme.example' };
export const NOBODY = { email: 'nobody@acme.example' };

/** The part that all outputs have after a change of Jane. */
export const CHANGED_JANE = {
	success: true,
	environmentId: WORKFORCE_ID,
	userId: seededUserId('jane.doe'),
	username: 'jane.doe',
	email: JANE.email,
	changed: true,
};

/** Returns the requests other than GET: method, path below the environment, media type and body. */
export function changesIn(received: ReceivedRequest[]): string[] {
	return received.filter(({ method }) => method !== 'GET').map(lineOf);
}

function lineOf({ method, path, headers, body }: ReceivedRequest): string {
	const below = path.slice(`/v1/environments/${WORKFORCE_ID}/`.length);
	return [method, below, headers['content-type'], body].filter(Boolean).join(' ');
}

/** A seeded user, as the simulator has it at this moment. */
export function userIn({ simulator }: EngineFixture, username: string): User {
	const user = simulator.tenant.users.get(seededUserId(username));
	if (user === undefined) throw new Error(`There is no user ${username}.`);
	return user;
}

/** Changes a seeded user behind the node's back. */
export function changeUser(fixture: EngineFixture, username: string, change: Partial<User>): void {
	fixture.simulator.tenant.users.replace({ ...userIn(fixture, username), ...change });
}

export function sessionsOf({ simulator }: EngineFixture, username: string): number {
	const userId = seededUserId(username);
	return [...simulator.tenant.sessions.values()].filter((one) => one.userId === userId).length;
}

/** Replaces the responses to matching requests ("METHOD /path"). @returns a function that ends this. */
export function respondWith(
	{ simulator }: EngineFixture,
	on: RegExp,
	status: number,
	body: string | object = { code: status < 500 ? 'REQUEST_FAILED' : 'UNEXPECTED_ERROR' },
	times?: number,
): () => void {
	return simulator.faults.inject({ fault: { response: { status, body } }, on, times });
}
