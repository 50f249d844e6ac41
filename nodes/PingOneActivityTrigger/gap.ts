/** What is put out if n8n was off for longer than PingOne keeps what has happened. */
import type { IDataObject } from 'n8n-workflow';
import { simplifyActivity } from '../shared/pingone/activities';
import { objectIn } from '../shared/pingone/json';

const TYPE = 'EVENTS_MISSING';

/** Says that there may have been events between two times (milliseconds since 1970), in the shape of an event. */
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

/** An event made flat; of what is no event of PingOne's, it says what it means. */
export function simplifyEvent(event: IDataObject): IDataObject {
	const simple = simplifyActivity(event);
	if (simple.type !== TYPE) return simple;
	return { ...simple, message: objectIn(event, 'action').description };
}
