/** What has happened in the tenant, in order. */
import type { Express } from 'express';
import { newActivity, type Activity, type NewActivity } from './activity';
import { apiActivity } from './apiActivities';
import type { Tenant } from './tenant';

/** Older ones are forgotten: there are runs of 100,000 users. */
const MAX_KEPT = 20_000;

export class Activities {
	/** Oldest first. */
	list: Activity[] = [];
	/** The types that a request which ends a session has, by its pattern: not documented. */
	endOfSession: Partial<Record<string, string[]>> = {};
	private readonly listeners: Array<(activity: Activity) => void> = [];

	constructor(private readonly tenant: () => Tenant) {}

	/** Writes down what has happened. */
	record(activity: NewActivity): Activity {
		const recorded = newActivity(activity);
		this.list.push(recorded);
		if (this.list.length > 2 * MAX_KEPT) this.list = this.list.slice(-MAX_KEPT);
		for (const listener of this.listeners) listener(recorded);
		return recorded;
	}

	/** Calls this for each activity from now on. */
	whenRecorded(listener: (activity: Activity) => void): void {
		this.listeners.push(listener);
	}

	/** Writes down what the requests change that come after it in the app. */
	addRoutes(app: Express): void {
		app.use((request, response, next) => {
			const activity = apiActivity(this.tenant(), request);
			if (activity !== undefined) {
				const { end } = response;
				response.end = (...content: unknown[]) => {
					const happened = response.statusCode < 300 ? activity(content[0]) : [];
					for (const one of happened) this.record(one);
					return Reflect.apply(end, response, content);
				};
			}
			next();
		});
	}
}
