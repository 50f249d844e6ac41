/** The events of the tenant, in order. */
import { newActivity, type Activity, type NewActivity } from './activity';

/** Older events are dropped: some runs change 100,000 users. */
const MAX_KEPT = 20_000;

export class Activities {
	/** Oldest first. */
	list: Activity[] = [];
	/**
	 * The event types of a request that ends a session, by its pattern (`POST sessions/*`). PingOne does
	 * not document them; SESSION.DELETED unless set.
	 */
	endOfSession: Partial<Record<string, string[]>> = {};
	private readonly listeners: Array<(activity: Activity) => void> = [];

	/** Adds an event, and tells the listeners. */
	record(activity: NewActivity): Activity {
		const recorded = newActivity(activity);
		this.list.push(recorded);
		if (this.list.length > 2 * MAX_KEPT) this.list = this.list.slice(-MAX_KEPT);
		for (const listener of this.listeners) listener(recorded);
		return recorded;
	}

	/** Calls this for each event from now on. */
	whenRecorded(listener: (activity: Activity) => void): void {
		this.listeners.push(listener);
	}
}
