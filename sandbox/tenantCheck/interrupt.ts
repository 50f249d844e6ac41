/** What becomes of the check after Ctrl+C: the first one stops it, a later one ends it. */
import type { CleanUp } from './cleanUp';

/** Whoever presses Ctrl+C several times in a row has not read yet that it stops. */
const REPEATS_IGNORED_MS = 3_000;

/**
 * @param tell whoever runs the check.
 * @param end ends the process, whatever is left to be undone.
 * @returns what to do at each Ctrl+C.
 */
export function interruptHandler(
	stop: AbortController,
	cleanUp: CleanUp,
	tell: (text: string) => void,
	end: () => void,
): () => void {
	let stoppedAtMs = 0;
	let hasRepeated = false;
	return () => {
		if (!stop.signal.aborted) {
			stoppedAtMs = performance.now();
			tell('\nStopping. What was created or changed is undone first.\n');
			stop.abort();
		} else if (performance.now() - stoppedAtMs >= REPEATS_IGNORED_MS) {
			tell(`\nEnded at once. ${notUndone(cleanUp.left)}\n`);
			end();
		} else if (!hasRepeated) {
			hasRepeated = true;
			tell(`\nStill undoing: ${cleanUp.left.join('; ') || 'nothing is left'}\n`);
		}
	};
}

function notUndone(left: string[]): string {
	if (left.length === 0) return 'Nothing was left to be undone.';
	return ['This was not undone. Please do it yourself:', ...left].join('\n');
}
