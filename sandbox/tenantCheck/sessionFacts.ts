/** What the code assumes about sessions, about what PingOne tells of what happens, and its rate limit. */
import type { FactKey } from './tenantFacts';
import { SHARED, WRONG_MEDIA_TYPE, type Fact } from './fact';

const UNKNOWN_SESSION = { assumed: '404 NOT_FOUND', holds: /^404 NOT_FOUND$/ };
/** What the worker application has to be allowed for them. */
const RESET = 'access.reset';
const ACTIVITIES = 'access.activities';

export const SESSION_FACTS = {
	'session.delete': {
		subject: 'Delete a session of a user',
		assumed: '204',
		holds: /^204$/,
		access: RESET,
		place: `${SHARED}/sessions.ts: sessionEnd`,
	},
	'reset.ended': {
		subject: 'Reset a session that has been deleted',
		...UNKNOWN_SESSION,
		access: RESET,
		copesWith: /^204$/,
		place: `${SHARED}/sessions.ts: sessionEnd`,
	},
	'reset.expired': {
		subject: 'Reset a session that has expired',
		...UNKNOWN_SESSION,
		access: RESET,
		copesWith: /^204$/,
		place: `${SHARED}/sessions.ts: sessionEnd`,
	},
	'reset.wrongMediaType': {
		subject: 'Reset with the content type application/json',
		assumed: '415 INVALID_REQUEST',
		holds: WRONG_MEDIA_TYPE,
		access: RESET,
		place: `${SHARED}/mediaTypes.ts: WRONG_MEDIA_TYPE`,
	},
	'reset.live': {
		subject: 'Reset an active session',
		assumed: '204',
		holds: /^204$/,
		access: RESET,
		place: `${SHARED}/sessions.ts: sessionEnd`,
	},
	'reset.repeated': {
		subject: 'Reset the same session again',
		...UNKNOWN_SESSION,
		access: RESET,
		copesWith: /^204$/,
		place: `${SHARED}/sessions.ts: sessionEnd`,
	},
	'reset.unknown': {
		subject: 'Reset a session that never existed',
		...UNKNOWN_SESSION,
		access: RESET,
		place: `${SHARED}/sessions.ts: sessionEnd`,
	},
	'session.readAfterReset': {
		subject: 'Read a session after it was reset',
		...UNKNOWN_SESSION,
		copesWith: /^(?!40[13])/,
		access: 'access.sessions',
		place: 'sandbox/demo/checks.ts: sessionCheck',
	},
	'session.listedAfterReset': {
		subject: "A reset session in the user's list",
		assumed: 'no longer listed',
		holds: /^no longer listed$/,
		copesWith: /^listed$/,
		place: `${SHARED}/resetAllSessions.ts: resetAllSessions`,
	},
	'activities.order': {
		subject: 'Order of audit activities',
		assumed: 'newest first',
		holds: /^newest first$/,
		place: `${SHARED}/auditActivities.ts: activityPages`,
	},
	'activities.future': {
		subject: 'Audit activities up to 15 minutes from now',
		assumed: '200',
		holds: /^200$/,
		access: ACTIVITIES,
		place: 'nodes/PingOneActivityTrigger/readNew.ts: CLOCK_TOLERANCE_MS',
	},
	'activities.limit': {
		subject: 'Audit activities, 500 a page',
		assumed: '200',
		holds: /^200$/,
		access: ACTIVITIES,
		place: `${SHARED}/auditActivities.ts: ACTIVITY_PAGE_SIZE`,
	},
	'activities.severalTypes': {
		subject: 'Audit activities of two types at once',
		assumed: '400 INVALID_DATA/INVALID_FILTER (so the nodes filter the results)',
		holds: /^400 /,
		copesWith: /./,
		access: ACTIVITIES,
		place: `${SHARED}/activityFilter.ts: criterionOf`,
	},
	'event.reset': event('Audit event after a session reset'),
	'event.delete': event('Audit event after a session is deleted'),
	'webhook.creation': {
		subject: 'Does PingOne call a new webhook immediately?',
		assumed: 'no request',
		holds: /^no request$/,
		copesWith: /^HEAD$/,
		place: 'nodes/PingOneTrigger/subscriptionLifecycle.ts: create',
	},
	'webhook.authorization': {
		subject: 'The Authorization header of a delivery',
		assumed: 'sent',
		holds: /^sent$/,
		place: 'nodes/PingOneTrigger/receiveDelivery.ts: receiveDelivery',
	},
	'webhook.contentType': {
		subject: 'Content type of a delivery',
		assumed: 'application/json',
		holds: /^application\/json$/,
		copesWith: /^(?!other$)/,
		place: 'nodes/PingOneTrigger/readDelivery.ts: readDelivery',
	},
	'webhook.shape': {
		subject: 'A delivery of one event',
		assumed: 'array',
		holds: /^array$/,
		copesWith: /^object$/,
		place: 'nodes/PingOneTrigger/readDelivery.ts: readDelivery',
	},
	'rate.limit': {
		subject: 'Rate limit',
		assumed: 'spread evenly over each second (token bucket)',
		holds: /^(bucket of \d+ a second|none up to \d+ a second)$/,
		copesWith: /^window of \d+ a second$/,
		place: 'nodes/shared/http/rateLimiter.ts, docs/pacing.md',
	},
	'rate.retryAfter': {
		subject: 'Retry-After of a 429',
		assumed: 'seconds',
		holds: /^seconds$/,
		copesWith: /^(date|absent)$/,
		place: 'nodes/shared/http/retryAfter.ts: retryAfterMs',
	},
} satisfies Partial<Record<FactKey, Fact>>;

function event(subject: string): Fact {
	return {
		subject,
		assumed: 'SESSION.DELETED',
		holds: /^SESSION\.DELETED$/,
		copesWith: /./,
		place: `${SHARED}/activityTypes.ts`,
	};
}
