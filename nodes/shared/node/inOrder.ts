import { NoMatchError, PingOneError, isNotFoundError } from '../pingone/errors/pingOneError';
import { AmbiguousUserError, type User } from '../pingone/users/findUser';
import type { ItemOrder } from './job';

/**
 * Finds the user that an item changes, as if all earlier items were finished: waits for those
 * that concern the user, then looks the user up again, until there is none left to wait for.
 *
 * @throws {PingOneError} as `find` does; the description says if earlier items have changed the
 * user.
 */
export async function findInOrder<Found extends User>(
	find: () => Promise<Found>,
	order: ItemOrder,
): Promise<Found> {
	for (let hadToWait = false; ; ) {
		const checkpoint = order.checkpoint();
		const found = await find().catch((error: unknown) => {
			if (error instanceof AmbiguousUserError) return error;
			throw hadToWait && isNotFound(error) ? withEarlierItem(error) : error;
		});
		const isAmbiguous = found instanceof AmbiguousUserError;
		hadToWait = await checkpoint.waitForEarlier(isAmbiguous ? found.users : [found]);
		if (hadToWait) continue;
		if (isAmbiguous) throw found;
		return found;
	}
}

/**
 * Makes a change. If PingOne refuses it because another user has the username, waits for earlier
 * items that may free the username, and tries again.
 *
 * @throws {PingOneError} as `change` does.
 */
export async function changeInOrder<Changed>(
	change: () => Promise<Changed>,
	order: ItemOrder,
): Promise<Changed> {
	const checkpoint = order.checkpoint();
	return await change().catch(async (error: unknown) => {
		const isTaken = error instanceof PingOneError && error.codes.includes('UNIQUENESS_VIOLATION');
		if (isTaken && (await checkpoint.waitForRenames())) return await change();
		throw error;
	});
}

function isNotFound(error: unknown): error is PingOneError {
	return error instanceof NoMatchError || (error instanceof PingOneError && isNotFoundError(error));
}

function withEarlierItem(error: PingOneError): PingOneError {
	const reason = 'An earlier item of this run has changed or deleted the user.';
	return error.with({ description: `${reason} ${error.description}` });
}
