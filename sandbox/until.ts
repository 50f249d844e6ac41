import { setTimeout as pause } from 'node:timers/promises';

type Seen<T> = T | false | undefined;

/**
 * Looks again and again until there is something to be seen, and gives it back.
 *
 * @param what what is waited for, as a sentence goes on after "no".
 * @throws where nothing is seen for so many milliseconds.
 */
export async function until<T>(
	what: string,
	look: () => Seen<T> | Promise<Seen<T>>,
	deadlineMs: number,
	everyMs = 100,
): Promise<T> {
	const givenUpAt = Date.now() + deadlineMs;
	for (;;) {
		const seen = await look();
		if (seen !== undefined && seen !== false) return seen;
		if (Date.now() > givenUpAt) throw new Error(`There was no ${what} within ${deadlineMs} ms.`);
		await pause(everyMs);
	}
}
