import { setTimeout as pause } from 'node:timers/promises';

type Found<T> = T | false | undefined;

/**
 * Polls until something is found, and returns it.
 *
 * @param what what is waited for, as a sentence goes on after "no".
 * @throws where nothing is found for so many milliseconds.
 */
export async function waitUntil<T>(
	what: string,
	look: () => Found<T> | Promise<Found<T>>,
	deadlineMs: number,
	everyMs = 100,
): Promise<T> {
	const givenUpAt = Date.now() + deadlineMs;
	for (;;) {
		const found = await look();
		if (found !== undefined && found !== false) return found;
		if (Date.now() > givenUpAt) throw new Error(`There was no ${what} within ${deadlineMs} ms.`);
		await pause(everyMs);
	}
}
