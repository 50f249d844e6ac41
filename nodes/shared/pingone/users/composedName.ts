import { NoMatchError } from '../errors/pingOneError';

/**
 * Looks an object up by the name as it was typed and, if there is no match, by the same name in
 * Unicode NFC: macOS and some HR systems write é as e and a combining accent.
 *
 * @throws {NoMatchError} if neither form matches.
 */
export async function findInEitherForm<Found>(
	name: string,
	find: (name: string) => Promise<Found>,
): Promise<Found> {
	return await find(name).catch(async (error: unknown) => {
		const [, composed] = formsOf(name);
		if (composed === undefined || !(error instanceof NoMatchError)) throw error;
		return await find(composed);
	});
}

/** Returns a name as it was typed and, if different, in Unicode NFC. */
export function formsOf(name: string): string[] {
	return [...new Set([name, name.normalize('NFC')])];
}
