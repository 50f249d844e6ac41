import { clock } from '../http/clock';

/** So long n8n may have to wait for its turn; it must go on hearing Stop, webhooks and health checks. */
const TURN_MS = 20;

/**
 * What comes of each value, in their order, without holding n8n up: reading the parameters of a
 * hundred thousand items takes it many seconds.
 *
 * @param stop ends the work when the user stops the execution.
 * @throws {Error} if the execution was stopped.
 */
export async function mapSteadily<Value, Mapped>(
	values: readonly Value[],
	stop: AbortSignal | undefined,
	map: (value: Value, index: number) => Mapped,
): Promise<Mapped[]> {
	const mapped: Mapped[] = [];
	let turnEndsAt = clock.now() + TURN_MS;
	for (const [index, value] of values.entries()) {
		if (clock.now() >= turnEndsAt) {
			await clock.sleep(0);
			if (stop?.aborted) throw new Error('The execution was stopped');
			turnEndsAt = clock.now() + TURN_MS;
		}
		mapped.push(map(value, index));
	}
	return mapped;
}
