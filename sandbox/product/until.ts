import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 100;

/**
 * Looks again and again until there is something to be seen, and gives it back.
 *
 * @param what what is waited for, as a sentence goes on after "no".
 * @throws where nothing is seen for so many milliseconds.
 */
export async function until<T>(
	what: string,
	look: () => Promise<T | undefined>,
	deadlineMs: number,
): Promise<T> {
	const givenUpAt = Date.now() + deadlineMs;
	for (;;) {
		const seen = await look();
		if (seen !== undefined) return seen;
		if (Date.now() > givenUpAt) throw new Error(`There was no ${what} within ${deadlineMs} ms.`);
		await pause(LOOK_EVERY_MS);
	}
}
