import { isDeepStrictEqual } from 'node:util';
import { waitUntil } from '../support/waitUntil';

const SEEN_WITHIN_MS = 30_000;

/**
 * Looks again and again until what is shown is what is expected; where it never is, fails with the
 * difference.
 */
export async function expectToSee<T>(expected: T, look: () => Promise<T>): Promise<void> {
	let shown: T | undefined;
	await waitUntil(
		'such sight',
		async () => {
			shown = await look();
			return isDeepStrictEqual(shown, expected);
		},
		SEEN_WITHIN_MS,
	).catch(() => undefined);
	expect(shown).toEqual(expected);
}
