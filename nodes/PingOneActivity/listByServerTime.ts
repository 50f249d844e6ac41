import type { IDataObject } from 'n8n-workflow';
import type { TimeRange } from '../shared/pingone/events/auditLog';
import type { RangeAt } from './timeRangeFields';

type OnServerTime = (ms: number) => void;

/** A response may be so late that its time differs from n8n's by less than this. */
const CLOCK_TOLERANCE_MS = 60_000;
/** The header `Date` has whole seconds, rounded down. */
const PRECISION_MS = 1_000;

/**
 * Lists events of a time range that may end now. If the first response shows that n8n's clock is
 * wrong, lists them again by PingOne's time.
 *
 * @param now n8n's time, in milliseconds since 1970.
 */
export async function listByServerTime(
	rangeAt: RangeAt,
	now: number,
	pagesIn: (range: TimeRange, onServerTime: OnServerTime) => AsyncIterable<IDataObject[]>,
): Promise<IDataObject[]> {
	let aheadMs = 0;
	const onServerTime = (ms: number) => {
		aheadMs = ms + PRECISION_MS - Date.now();
	};
	const isWrong = () => Math.abs(aheadMs) > CLOCK_TOLERANCE_MS;
	const events: IDataObject[] = [];
	for await (const page of pagesIn(rangeAt(now), onServerTime)) {
		if (isWrong()) break;
		for (const event of page) events.push(event);
	}
	if (!isWrong()) return events;
	const corrected: IDataObject[] = [];
	for await (const page of pagesIn(rangeAt(now + aheadMs), () => {})) {
		for (const event of page) corrected.push(event);
	}
	return corrected;
}
