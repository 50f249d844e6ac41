/** The event that says that events may be missing, because n8n was off for longer than PingOne keeps them. */
import type { IDataObject } from 'n8n-workflow';

const TYPE = 'EVENTS_MISSING';

/** Returns an event that says that there may have been others between two times (milliseconds since 1970). */
export function gapEvent(environmentId: string, fromMs: number, untilMs: number): IDataObject {
	const [from, until] = [fromMs, untilMs].map((ms) => new Date(ms).toISOString());
	const description = `PingOne keeps events for 14 days, and n8n has not asked for longer: those between ${from} and ${until} may be missing.`;
	return {
		id: `missing-${environmentId}-${fromMs}`,
		recordedAt: until,
		action: { type: TYPE, description },
		resources: [{ type: 'ENVIRONMENT', id: environmentId, environment: { id: environmentId } }],
	};
}
