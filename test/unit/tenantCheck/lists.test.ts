/** What the check concludes from lists: events after a session has ended, users, and activities. */
import { seededWorker } from '../../../sandbox/pingone/seed';
import { seededUserId, WORKFORCE_ID } from '../../../sandbox/pingone/seededIds';
import type { Activity } from '../../../sandbox/pingone/activity';
import type { PingOneSimulator } from '../../../sandbox/pingone/simulator';
import { sentAtMs } from '../../../sandbox/tenantCheck/tenantResponse';
import { runInSimulator, type Circumstances } from './runInSimulator';
import { notSettled, sessionsOf } from './seen';

const JANE = seededUserId('jane.doe');
const ENDS = 'delete the second-newest session';
const MINUTE_MS = 60_000;

const run = async (circumstances: Circumstances = {}) =>
	await runInSimulator({ hasWebhook: false, ...circumstances });

describe('the event after a reset', () => {
	const OTHER_EVENT = { environmentId: WORKFORCE_ID, type: 'SESSION.CREATED' } as const;

	/** As PingOne might write it down otherwise. */
	function recordsOtherwise(
		{ tenant: { activities } }: PingOneSimulator,
		change: (activity: Parameters<typeof activities.record>[0]) => typeof activity,
	): void {
		const { record } = activities;
		activities.record = (activity) =>
			record.call(activities, activity.type.startsWith('SESSION.') ? change(activity) : activity);
	}

	it.each([
		['without an application', 0],
		['a minute before', -MINUTE_MS],
	])('is not one that names the session, but came %s', async (_what, laterMs) => {
		const like = laterMs === 0 ? {} : { 'event.reset': 'none' };
		const { facts } = await run({
			like,
			answer: (question, opened) => {
				if (!question.includes(ENDS)) return 'y';
				for (const { id } of sessionsOf(opened)) {
					const thing = { type: 'SESSION', id, path: `sessions/${id}` };
					const recordedAt = new Date(Date.now() + laterMs);
					opened.tenant.activities.record({ ...OTHER_EVENT, thing, recordedAt });
				}
				return 'y';
			},
		});
		expect(facts['event.reset']).toBe(laterMs === 0 ? 'SESSION.DELETED' : undefined);
	});

	it('is settled only when no other one follows', async () => {
		const { facts } = await run({
			like: { 'event.reset': 'SESSION.UPDATED+SESSION.ENDED' },
			prepare: ({ faults, tenant: { activities } }) => {
				const { record } = activities;
				let late: Activity | undefined;
				activities.record = (activity) => {
					const recorded = record.call(activities, activity);
					if (activity.type === 'SESSION.ENDED') late = activities.list.pop();
					return recorded;
				};
				let reads = 0;
				const countReads = (request: string) => {
					if (late && request.includes('resources.id') && ++reads === 3) activities.list.push(late);
					return false;
				};
				faults.inject({ fault: { silent: true }, on: { test: countReads } });
			},
		});
		expect(facts['event.reset']).toBe('SESSION.ENDED+SESSION.UPDATED');
	});

	it('is found also where it names the user only', async () => {
		const { facts } = await run({
			like: { 'event.reset': 'SESSION.UPDATED', 'event.delete': 'none' },
			prepare: (opened) =>
				recordsOtherwise(opened, ({ thing: _thing, ...activity }) => ({
					...activity,
					user: opened.tenant.users.get(JANE),
				})),
		});
		expect(facts['event.reset']).toBe('SESSION.UPDATED');
	});

	it('is ours also where the ID of the application is in other letters', async () => {
		const { facts } = await run({
			prepare: (opened) => {
				const id = seededWorker(opened.tenant).clientId.toUpperCase();
				recordsOtherwise(opened, (activity) => ({
					...activity,
					client: activity.client && { ...activity.client, id },
				}));
			},
		});
		expect(facts['event.reset']).toBe('SESSION.DELETED');
	});

	it('is looked for by the clock of PingOne', () => {
		const date = 'Wed, 25 Nov 2026 10:00:00 GMT';
		expect(sentAtMs({ status: 204, headers: { date }, body: '' })).toBe(Date.parse(date));
	});
});

describe('what only reads', () => {
	const READ_ONLY = { act: false };

	it('does not say that a user is not found who may be on another page', async () => {
		const { facts, text, exitCode } = await run({
			...READ_ONLY,
			prepare: ({ tenant: { users } }) => {
				const jane = users.get(JANE)!;
				users.delete(JANE);
				for (let other = 0; other < 250; other++) {
					const [id, username] = [String(other), `jane.do${other}`];
					users.set(id, { ...jane, id, username, email: `${username}@other.example` });
				}
				users.set(JANE, jane);
			},
		});
		for (const key of ['filter.usernameStartsWith', 'filter.search'] as const) {
			expect(facts[key]).toBeUndefined();
			expect(notSettled(text, key)).toMatch(/^more users are found than fit on a page/);
		}
		expect(exitCode).toBe(0);
	});

	it.each([
		['two activities', 2, 0, undefined],
		['ten at the same time', 10, 0, undefined],
		['ten, the newest first', 10, MINUTE_MS, 'newest first'],
		['ten, the oldest first', 10, -MINUTE_MS, 'oldest first'],
	])('concludes an order from %s', async (_what, count, apartMs, order) => {
		const now = Date.now();
		const times = Array.from({ length: count }, (_one, index) => now - index * apartMs);
		const activities = times.map((ms) => ({ recordedAt: new Date(ms).toISOString() }));
		const body = { _embedded: { activities: [{}, ...activities] } };
		const { facts } = await run({
			...READ_ONLY,
			prepare: ({ faults }) =>
				void faults.inject({ fault: { response: { status: 200, body } }, on: /activities/ }),
		});
		expect(facts['activities.order']).toBe(order);
	});
});
