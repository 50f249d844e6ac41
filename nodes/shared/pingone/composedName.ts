import { NoMatchError } from './errors';

/**
 * Looks something up by a name as it was typed and, if nothing has it, by the same name with composed
 * characters (Unicode NFC): macOS and some HR systems write é as e with an accent behind it.
 *
 * @throws {NoMatchError} if nothing has the name in either form.
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

/** Returns a name as it was typed and, if that is another text, with composed characters. */
export function formsOf(name: string): string[] {
	return [...new Set([name, name.normalize('NFC')])];
}
