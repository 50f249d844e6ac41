/** The audit log, `GET …/activities`. */
import type { Express, Request, Response } from 'express';
import type { Activities } from './activities';
import { activityJson, type Activity } from './activity';
import { notFound, tooFast } from '../apiErrors';
import { auditFilter } from './auditFilter';
import { capturedEvent } from './capturedEvents';
import { collectionPage, type PageSizes } from '../collectionPage';
import type { Environments } from '../environments';
import { rateLimiter, type RateLimit, type RateLimiter } from '../rateLimit';
import { apiUrl, idIn, refuseMethod } from '../resource';
import { seededId } from '../seed/seededIds';

const ROLE = 'Environment Admin';
const PAGES: PageSizes = { default: 100, max: 500 };
const KEPT_MS = 14 * 24 * 60 * 60_000;
/** PingOne allows 10 requests a second for a tenant, and 35 % of them for one address. */
const RATE_LIMIT: RateLimit = { perSecond: 3.5, burst: 4, retryAfterSeconds: 1 };

const ORDERS = {
	'newest first': (a: Activity, b: Activity) => b.recordedAt.getTime() - a.recordedAt.getTime(),
	'oldest first': (a: Activity, b: Activity) => a.recordedAt.getTime() - b.recordedAt.getTime(),
	// IDs are random.
	'no order': (a: Activity, b: Activity) => a.id.localeCompare(b.id),
};

export type ActivityOrder = keyof typeof ORDERS;

export class AuditActivities {
	/** The order of the list. PingOne does not document it. */
	order: ActivityOrder = 'newest first';
	/** True if new events are not shown yet: PingOne's audit log may be late. */
	holdsBack = false;
	private readonly held = new Set<string>();
	private limiter: RateLimiter | undefined = rateLimiter(RATE_LIMIT);

	constructor(
		private readonly environments: Environments,
		private readonly activities: Activities,
	) {
		activities.whenRecorded(({ id }) => {
			if (this.holdsBack) this.held.add(id);
		});
	}

	/** Shows the events that were held back. */
	showHeld(): void {
		this.holdsBack = false;
		this.held.clear();
	}

	/** Limits the rate of these requests beside that of all; without a limit, takes all. */
	limit(limit?: RateLimit): void {
		this.limiter = limit && rateLimiter(limit);
	}

	addRoutes(app: Express): void {
		app
			.route('/v1/environments/:environmentId/activities')
			.get((request, response) => {
				const { id } = this.environments.fromPath(request, ROLE);
				this.count(response);
				const fits = auditFilter(request.query.filter);
				const found = this.shown(id).filter(fits).reverse().sort(ORDERS[this.order]);
				const toJson = (activity: Activity) => auditJson(activity, request);
				response.json(collectionPage(request, 'activities', found, toJson, PAGES));
			})
			.all(refuseMethod);

		app
			.route('/v1/environments/:environmentId/activities/:activityId')
			.get((request, response) => {
				const { id } = this.environments.fromPath(request, ROLE);
				this.count(response);
				const sought = idIn(request, 'activityId');
				const found = this.shown(id).find((activity) => activity.id === sought);
				if (found === undefined) throw notFound();
				response.json(auditJson(found, request));
			})
			.all(refuseMethod);
	}

	private shown(environmentId: string): Activity[] {
		// Not Date.now(), which tests set apart to have n8n's clock wrong.
		const oldest = new Date().getTime() - KEPT_MS;
		return this.activities.list.filter(
			(activity) =>
				activity.environmentId === environmentId &&
				activity.recordedAt.getTime() > oldest &&
				!this.held.has(activity.id),
		);
	}

	/** @throws 429 for a request too many. */
	private count(response: Response): void {
		const seconds = this.limiter?.();
		if (seconds === undefined) return;
		response.set('Retry-After', String(seconds));
		throw tooFast();
	}
}

function auditJson(activity: Activity, request: Request) {
	const environment = `${apiUrl(request)}/environments/${activity.environmentId}`;
	const captured = capturedEvent(activity.type);
	return {
		_links: {
			self: { href: `${environment}/activities/${activity.id}` },
			environment: { href: environment },
		},
		...activityJson(activity),
		...(captured?.internalCorrelation !== undefined && {
			internalCorrelation: { sessionId: seededId(`session of the actor of ${activity.id}`) },
		}),
	};
}
