import type { IDataObject, INodeListSearchResult, INodeParameters } from 'n8n-workflow';
import type { ListForms } from '../../simulator/collectionPage';
import { adminGrants } from '../../simulator/seed/seed';
import { seededUserId, WORKFORCE_ID } from '../../simulator/seed/seededIds';
import { accelerateClock } from '../support/engine/acceleratedClock';
import { EngineFixture } from '../support/engine/engineFixture';
import { listEnvironments, listUsers, openUserList } from '../support/engine/listSearch';
import { inList } from '../support/engine/pingOneUser';

const fixture = EngineFixture.forEachTest();

beforeEach(() => {
	const { tenant } = fixture.simulator;
	tenant.auditActivities.limit();
	const grants = [...adminGrants(tenant), ...adminGrants(tenant, 'Environment Admin')];
	fixture.accessToken = tenant.tokens.issue(grants);
});

accelerateClock();

/** Fatima has no session and no device, is in no group but the ones for all, and nothing happened to her. */
const FATIMA = 'fatima.elsayed';
const JANE = 'jane.doe';

/** Runs an operation of PingOne User, Session, Mfa Device or Activity. */
async function run(node: string, operation: string, parameters: INodeParameters) {
	return await fixture.run(operation, [{}], {
		type: `n8n-nodes-pingone.pingOne${node}`,
		onError: 'continueErrorOutput',
		parameters: { returnAll: true, ...parameters },
	});
}

const named = (username: string) => ({ userId: { __rl: true, mode: 'username', value: username } });
const about = (username: string) => ({ filters: { userId: inList(seededUserId(username)) } });
const group = (value: string) => ({ groupId: { __rl: true, mode: 'name', value } });

/** Lists: the node, the operation, parameters that find nothing, and parameters that find many. */
const LISTS: Array<[string, string, INodeParameters, INodeParameters]> = [
	['User', 'getAll', { filters: { usernameStartsWith: 'nobody' } }, {}],
	['Session', 'getAll', named(FATIMA), named(JANE)],
	['MfaDevice', 'getAll', named(FATIMA), named(JANE)],
	['Activity', 'getAll', about(FATIMA), about(JANE)],
];

beforeEach(() => {
	const { activities, users } = fixture.simulator.tenant;
	const user = users.get(seededUserId(JANE));
	for (let count = 0; count < 5; count++) {
		activities.record({ environmentId: WORKFORCE_ID, type: 'USER.LOCKED', user });
	}
});

const EMPTY_FORMS: ListForms[] = [
	{ empty: 'array' },
	{ empty: 'emptyEmbedded' },
	{ empty: 'noEmbedded' },
	{ empty: 'array', withoutLinks: true },
	{ empty: 'emptyEmbedded', withoutLinks: true },
	{ empty: 'noEmbedded', withoutLinks: true },
];

describe.each(EMPTY_FORMS)('an empty list that PingOne writes as %j', (forms) => {
	beforeEach(() => (fixture.simulator.faults.lists = forms));

	it.each(LISTS)('is empty for PingOne %s', async (node, operation, parameters) => {
		const { good, bad, received } = await run(node, operation, parameters);
		expect(received.length).toBeGreaterThan(0);
		expect([good, bad]).toEqual([[], []]);
	});

	it('means that there is no such user or group, and that there is nothing to end or to remove', async () => {
		const nobody = await run('Session', 'resetAll', named('nobody'));
		expect(nobody.bad[0].error).toContain('No user');
		const noGroup = await run('User', 'addToGroup', { ...named(JANE), ...group('No such group') });
		expect(noGroup.bad[0].error).toContain('No group');
		const { good } = await run('Session', 'resetAll', named(FATIMA));
		expect(good).toMatchObject([{ success: true, sessionsReset: 0 }]);
	});
});

describe.each([1, 2])('lists whose pages have no more than %i entries', (shortPages) => {
	it.each(LISTS)('are read to their end by PingOne %s', async (node, operation, _none, many) => {
		const idsOf = (items: IDataObject[]) => items.map(({ id, eventId }) => id ?? eventId);
		const whole = await run(node, operation, many);
		expect(whole.good.length).toBeGreaterThan(1);
		fixture.simulator.faults.lists = { shortPages, empty: 'noEmbedded' };
		const inPages = await run(node, operation, many);
		expect(inPages.received.length).toBeGreaterThan(whole.received.length);
		expect(inPages.bad).toEqual([]);
		expect(idsOf(inPages.good)).toEqual(idsOf(whole.good));
	});

	it('are read to their end where a user or a group is looked up, and where all sessions are ended', async () => {
		fixture.simulator.faults.lists = { shortPages, empty: 'emptyEmbedded' };
		const added = await run('User', 'addToGroup', { ...named(JANE), ...group('Quarantine') });
		expect(added.good).toMatchObject([{ success: true, changed: true }]);
		const reset = await run('Session', 'resetAll', named(JANE));
		expect(reset.good).toMatchObject([{ success: true, sessionsReset: 2 }]);
	});
});

describe.each<[string, string, () => Promise<INodeListSearchResult>]>([
	[
		'environments',
		'',
		async () => await listEnvironments(fixture.engine, 'accessToken', fixture.credentials()),
	],
	[
		'users',
		`/${WORKFORCE_ID}/users`,
		async () => await listUsers(fixture.engine, fixture.credentials(), WORKFORCE_ID),
	],
	[
		'groups',
		`/${WORKFORCE_ID}/groups`,
		async () =>
			await openUserList(fixture.engine, fixture.credentials(), WORKFORCE_ID, 'searchGroups'),
	],
	[
		'populations',
		`/${WORKFORCE_ID}/populations`,
		async () =>
			await openUserList(fixture.engine, fixture.credentials(), WORKFORCE_ID, 'searchPopulations'),
	],
])('the list of %s in the editor', (name, path, open) => {
	/** Lets the list begin with this many empty pages. */
	function beginEmpty(times: number): void {
		const next = { href: `${fixture.simulator.apiPath}/environments${path}?limit=50` };
		const body = { _links: { next }, _embedded: { [name]: [] }, size: 0 };
		fixture.simulator.faults.inject({ fault: { response: { status: 200, body } }, times });
	}

	it('shows what comes after empty pages, for which n8n does not ask', async () => {
		const { results } = await open();
		beginEmpty(3);
		expect(await open()).toEqual({ results, paginationToken: undefined });
		expect(results.length).toBeGreaterThan(1);
	});

	it('ends after ten empty pages', async () => {
		beginEmpty(100);
		expect(await open()).toEqual({ results: [], paginationToken: expect.any(String) });
		expect(fixture.simulator.received).toHaveLength(10);
	});
});
