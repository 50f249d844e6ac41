/** Creates the event that reports missing events. */
import type { IDataObject } from 'n8n-workflow';
import type { Gap } from './start';

const TYPE = 'EVENTS_MISSING';
const CAUSES: Record<Gap['reason'], string> = {
	retention: 'PingOne keeps events for 14 days, and n8n has not read them for longer',
	clock: "n8n's clock was ahead of PingOne's",
};

/** Returns an event with the time range in which events may be missing, and the reason. */
export function gapEvent(environmentId: string, { fromMs, untilMs, reason }: Gap): IDataObject {
	const [from, until] = [fromMs, untilMs].map((ms) => new Date(ms).toISOString());
	const description = `${CAUSES[reason]}: events between ${from} and ${until} may be missing.`;
	return {
		id: `missing-${environmentId}-${fromMs}`,
		recordedAt: until,
		action: { type: TYPE, description },
		resources: [{ type: 'ENVIRONMENT', id: environmentId, environment: { id: environmentId } }],
	};
}
