import { isDeepStrictEqual } from 'node:util';
import { waitUntil } from '../support/waitUntil';

const SEEN_WITHIN_MS = 30_000;

/**
 * Looks again and again until what is seen is what is expected; where it never is, fails with the
 * difference.
 */
export async function expectToSee<T>(expected: T, look: () => Promise<T>): Promise<void> {
	let seen: T | undefined;
	await waitUntil(
		'such sight',
		async () => {
			seen = await look();
			return isDeepStrictEqual(seen, expected);
		},
		SEEN_WITHIN_MS,
	).catch(() => undefined);
	expect(seen).toEqual(expected);
}
