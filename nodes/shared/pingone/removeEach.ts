/** Removes several entries of one list of a user or an application: memberships, roles, consents. */
import type { Environment } from './environment';
import { isNoContent, notConfirmedError } from './confirmChange';
import { errorBody } from './errors/errorBody';
import { PingOneError, toPingOneError } from './errors/pingOneError';
import type { ApiResponse, Subject } from './errors/responseErrors';
import { listText } from './listText';

/** An entry of a list. */
interface Entry {
	/** UUID. */
	id: string;
}

/** A list of entries that can be removed one by one. */
export interface RemovableList<Removed extends Entry> {
	environment: Environment;
	/** Lists the entries that there are now. */
	list(environment: Environment): Promise<Removed[]>;
	/** Sends the request that removes an entry. Repeating it does no harm. */
	send(entry: Removed): Promise<ApiResponse>;
	subjectOf(entry: Removed): Subject;
}

/** Result of removing an entry. */
interface Removal<Removed> {
	entry: Removed;
	/** False if somebody else has removed it in the meantime. */
	isRemoved: boolean;
	/** Present if it was not removed. */
	error?: PingOneError;
	/**
	 * Present if the response does not say whether it was removed: the error to throw if PingOne
	 * still lists the entry.
	 */
	unconfirmedError?: PingOneError;
}

/**
 * Removes entries concurrently, and lists them again if a response does not say whether an entry
 * was removed.
 */
export async function removeEach<Removed extends Entry>(
	list: RemovableList<Removed>,
	entries: Removed[],
): Promise<Array<Removal<Removed>>> {
	const removals = await Promise.all(entries.map(async (entry) => await removeOne(list, entry)));
	if (removals.every(({ unconfirmedError }) => unconfirmedError === undefined)) return removals;
	const left = await list.list(list.environment.afterChange()).catch(toPingOneError);
	if (left instanceof PingOneError) {
		return removals.map((removal) => ({
			...removal,
			error: removal.unconfirmedError
				? withUnreadableResult(removal.unconfirmedError, left)
				: removal.error,
		}));
	}
	const leftIds = new Set(left.map(({ id }) => id.toLowerCase()));
	return removals.map((removal) =>
		leftIds.has(removal.entry.id.toLowerCase())
			? { ...removal, error: removal.unconfirmedError ?? removal.error }
			: removal,
	);
}

/**
 * Removes an entry. PingOne does not document its response if the entry no longer exists, so a
 * refusal does not say whether it was removed.
 */
async function removeOne<Removed extends Entry>(
	{ environment, send, subjectOf }: RemovableList<Removed>,
	entry: Removed,
): Promise<Removal<Removed>> {
	const subject = subjectOf(entry);
	try {
		const response = await send(entry);
		if (isNoContent(response)) return { entry, isRemoved: true };
		if (isRefusedByState(response)) {
			const isRemoved = response.hadUnknownOutcome === true;
			return { entry, isRemoved, unconfirmedError: environment.error(response, subject) };
		}
		environment.changedObject(response, subject);
		return { entry, isRemoved: true, unconfirmedError: notConfirmedError({ response, subject }) };
	} catch (error) {
		return { entry, isRemoved: false, error: toPingOneError(error) };
	}
}

function withUnreadableResult(error: PingOneError, reason: PingOneError): PingOneError {
	return error.with({
		description: `${error.description} The result could not be read: ${reason.message}.`,
	});
}

/** Texts for the error if some entries could not be removed. */
interface Texts<Removed> {
	/** Start of the message, as in 'User "jane" could not be removed from'. */
	failed: string;
	/** Plural, as in 'groups'. */
	entries: string;
	/** As in 'Removed from'. */
	removed: string;
	nameOf(entry: Removed): string;
}

/**
 * Removes entries.
 *
 * @returns those that this call has removed; somebody else may have removed others.
 * @throws {PingOneError} after all have been tried, if some could not be removed. The error lists
 * both.
 */
export async function removeAllOf<Removed extends Entry>(
	list: RemovableList<Removed>,
	entries: Removed[],
	texts: Texts<Removed>,
): Promise<Removed[]> {
	const removals = await removeEach(list, entries);
	const removed = removals
		.filter(({ error, isRemoved }) => error === undefined && isRemoved)
		.map(({ entry }) => entry);
	const failures = removals.flatMap(({ entry, error }) => (error ? [{ entry, error }] : []));
	if (failures.length > 0) throw incompleteRemovalError(removed, failures, texts);
	return removed;
}

function incompleteRemovalError<Removed>(
	removed: Removed[],
	failures: Array<{ entry: Removed; error: PingOneError }>,
	texts: Texts<Removed>,
): PingOneError {
	const [{ error: first }] = failures;
	const count = failures.length + removed.length;
	const done = listText(removed.map(texts.nameOf));
	const left = failures.map(({ entry, error }) => `${texts.nameOf(entry)} (${error.message})`);
	return new PingOneError(
		`${texts.failed} ${failures.length} of ${count} ${texts.entries}`,
		`${texts.removed}: ${done}. Not ${texts.removed.toLowerCase()}: ${listText(left, '; ')}. ${first.description}`,
		first.status,
	);
}

/**
 * True if PingOne itself refuses a request because of the current state of the objects, not
 * because of the token or the rate limit.
 */
export function isRefusedByState({ status, body }: ApiResponse): boolean {
	return [400, 404, 409].includes(status) && errorBody(body) !== undefined;
}
