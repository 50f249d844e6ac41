/** Something that the check creates in PingOne, and deletes again. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Check } from './check';
import type { Content } from './tenantClient';
import { isSuccess, textIn, type TenantResponse } from './tenantResponse';

export interface Temporary {
	/** What to do by hand if it stays, as "Delete the user …". */
	what: string;
	/** Of the collection, below the environment: `users`. */
	collection: string;
	content: Content;
	/** Its ID, for when the response to its creation is lost; undefined if it is not there. */
	find(): Promise<string | undefined>;
}

/** PingOne may find what is new a little later. */
const FIND_ATTEMPTS = 5;

/** @returns the response to its creation, and what deletes it at once. */
export async function createTemporarily(
	check: Check,
	{ what, collection, content, find }: Temporary,
): Promise<{ response: TenantResponse; remove: () => Promise<void> }> {
	let idKnown = '';
	const remove = check.cleanUp.add(what, async () => {
		const id = idKnown || (await found(check, find));
		return id !== undefined && (await check.undo('DELETE', `${collection}/${id}`));
	});
	const response = await check.sendUndoable(what, 'POST', collection, content);
	idKnown = idOf(response);
	return { response, remove };
}

/** The ID of what was created; empty where it is not known. An error of PingOne's has one of its own. */
export function idOf(response: TenantResponse): string {
	return isSuccess(response) ? textIn(response.body, 'id') : '';
}

async function found(check: Check, find: Temporary['find']): Promise<string | undefined> {
	for (let attempt = 0; attempt < FIND_ATTEMPTS; attempt++) {
		const id = await find().catch(() => undefined);
		if (id !== undefined) return id;
		await pause(2 ** attempt * check.secondMs);
	}
	return undefined;
}
