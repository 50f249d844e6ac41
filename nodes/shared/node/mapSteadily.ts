import { clock } from '../http/clock';

/**
 * Longest time without yielding to n8n, which must keep handling Stop, webhooks and health
 * checks.
 */
const TIME_SLICE_MS = 20;

/**
 * Maps values in order.
 *
 * @throws {Error} if the execution was stopped.
 */
export type MapSteadily = <Value, Mapped>(
	values: Iterable<Value>,
	map: (value: Value, index: number) => Mapped,
) => Promise<Mapped[]>;

/**
 * Returns a map function that yields to n8n regularly: reading the parameters of a hundred
 * thousand items takes many seconds. Several maps can share one time slice, so that one does not
 * start just after another has used it up.
 *
 * @param stop aborted when the user stops the execution.
 */
export function createMapSteadily(stop: AbortSignal | undefined): MapSteadily {
	let sliceEndsAt = clock.now() + TIME_SLICE_MS;
	return async (values, map) => {
		const mapped: Array<ReturnType<typeof map>> = [];
		for (const value of values) {
			if (clock.now() >= sliceEndsAt) {
				await clock.sleep(0);
				if (stop?.aborted) throw new Error('The execution was stopped');
				sliceEndsAt = clock.now() + TIME_SLICE_MS;
			}
			mapped.push(map(value, mapped.length));
		}
		return mapped;
	};
}
