import { clock } from '../http/clock';

/** So long n8n may have to wait for its turn; it must go on hearing Stop, webhooks and health checks. */
const TURN_MS = 20;

/**
 * What comes of each value, in their order.
 *
 * @throws {Error} if the execution was stopped.
 */
export type MapSteadily = <Value, Mapped>(
	values: Iterable<Value>,
	map: (value: Value, index: number) => Mapped,
) => Promise<Mapped[]>;

/**
 * Maps values without holding n8n up: reading the parameters of a hundred thousand items takes it many
 * seconds. A turn may be shared by several maps, so that one does not begin where another has just
 * used the turn up.
 *
 * @param stop ends the work when the user stops the execution.
 */
export function steadily(stop: AbortSignal | undefined): MapSteadily {
	let turnEndsAt = clock.now() + TURN_MS;
	return async (values, map) => {
		const mapped: Array<ReturnType<typeof map>> = [];
		for (const value of values) {
			if (clock.now() >= turnEndsAt) {
				await clock.sleep(0);
				if (stop?.aborted) throw new Error('The execution was stopped');
				turnEndsAt = clock.now() + TURN_MS;
			}
			mapped.push(map(value, mapped.length));
		}
		return mapped;
	};
}
