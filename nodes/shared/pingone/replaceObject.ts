import type { IDataObject } from 'n8n-workflow';
import type { Repetition } from './client';
import { confirmChange } from './confirmChange';
import type { Environment } from './environment';
import { PingOneError } from './errors/pingOneError';
import type { Subject } from './errors/responseErrors';
import { isJsonObject } from './json';
import { listText } from './listText';
import { isSameText } from './sameValue';
import { quote } from './text';

/** Fields that PingOne sets by itself. A request does not contain them, and they may change at any time. */
const READ_ONLY = new Set([
	...['_links', '_embedded', 'id', 'environment', 'createdAt', 'updatedAt'],
	...['directMemberCounts', 'totalMemberCounts'],
]);

interface Replacement {
	/** Path of the object below the environment. */
	path: string;
	subject: Subject;
	/** The object as PingOne shows it now. */
	current: IDataObject;
	/** The new values; undefined clears one. */
	changes: IDataObject;
}

const REPEATABLE: Repetition = {
	isRepeatable: true,
	ifUnknown:
		'It is not known whether PingOne made the change. Run the workflow again for this item: doing it twice does no harm.',
};

/**
 * Changes fields of an object that PingOne can only replace as a whole. A field that is left out of
 * such a request is cleared, so the request repeats all others.
 *
 * @returns the object afterwards.
 * @throws {PingOneError} also if PingOne shows another change afterwards than this one. The error
 * names the fields.
 */
export async function replaceObject(
	environment: Environment,
	{ path, subject, current, changes }: Replacement,
): Promise<IDataObject> {
	const expected = { ...current, ...changes };
	const body = Object.fromEntries(
		Object.entries(expected).filter(([name]) => !READ_ONLY.has(name)),
	);
	const response = await environment.send('PUT', path, { ...REPEATABLE, body });
	const after = await confirmChange(
		{ environment, response, subject },
		{
			// A response need not have every field, so a difference is looked at again.
			inResponse: ({ body: shown }) =>
				isJsonObject(shown) &&
				isSameText(shown.id, current.id) &&
				differences(expected, shown).length === 0
					? shown
					: undefined,
			read: async (afterwards) => await afterwards.get(path, subject),
		},
	);
	const different = differences(expected, after);
	if (different.length === 0) return after;
	throw new PingOneError(
		`PingOne accepted the change of ${subject.name}, but does not show the expected value of ${listText(different.map(quote))}`,
		`Only ${listText(Object.keys(changes).map(quote))} should change. Look at it in the PingOne admin console: somebody else may have changed it at the same time.`,
	);
}

/** Returns the names of the fields with another value, except those that PingOne sets by itself. */
function differences(expected: IDataObject, shown: IDataObject): string[] {
	const names = new Set([...Object.keys(expected), ...Object.keys(shown)]);
	return [...names].filter(
		(name) => !READ_ONLY.has(name) && canonical(expected[name]) !== canonical(shown[name]),
	);
}

const EMPTY = '""';

/** Returns the same text for equal values, in any order. What has no content counts as missing. */
function canonical(value: unknown): string {
	if (!isJsonObject(value) && !Array.isArray(value)) return JSON.stringify(value ?? '');
	const parts = Array.isArray(value)
		? value.map(canonical)
		: Object.entries(value)
				.map(([name, part]) => [JSON.stringify(name), canonical(part)])
				.filter(([, part]) => part !== EMPTY)
				.map((pair) => pair.join(':'));
	return parts.length === 0 ? EMPTY : `[${parts.sort().join()}]`;
}
