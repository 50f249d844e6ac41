import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import {
	CONTRACTORS_ID,
	EMPLOYEES_ID,
	seededGroupId,
	seededId,
	seededUserId,
} from '../../../simulator/seed/seededIds';
import { signInCrowd } from '../../../simulator/seed/seed';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { EngineFixture } from '../../support/engine/engineFixture';
import {
	respondWith,
	changeUser,
	inList,
	runUserOperation,
} from '../../support/engine/pingOneUser';

const VPN = seededGroupId('VPN Users');
const EVERYBODY = seededGroupId('All Employees');

const fixture = EngineFixture.forEachTest();

accelerateClock();

async function list(filters: INodeParameters = {}, more: INodeParameters = {}, items = [{}]) {
	return await runUserOperation(fixture, 'getAll', items, { returnAll: true, filters, ...more });
}

const usernames = (good: IDataObject[]) => good.map(({ username }) => username);

/** The filters that were sent, and how many users were asked for with each. */
function requestsIn(received: Array<{ path: string }>): Array<[string, number]> {
	return received.map(({ path }) => {
		const { searchParams } = new URL(path, 'http://x');
		return [searchParams.get('filter') ?? '', Number(searchParams.get('limit'))];
	});
}

describe('Get Many', () => {
	it('lists every user in eight fields, paired with its item', async () => {
		const { good } = await list({}, {}, [{}, {}]);
		const { size } = fixture.simulator.tenant.users;
		expect(good).toHaveLength(2 * size);
		expect(good[0]).toEqual({
			id: seededUserId('jane.doe'),
			username: 'jane.doe',
			email: 'jane.doe@acme.example',
			name: 'Jane Doe',
			enabled: true,
			accountStatus: 'OK',
			populationId: EMPLOYEES_ID,
			lastSignOnAt: expect.any(String),
			pairedWith: 0,
		});
		expect(good[size]).toEqual({ ...good[0], pairedWith: 1 });
	});

	it('lists users as PingOne gives them, where it is not to simplify', async () => {
		const { good } = await list({}, { simplify: false });
		expect(good[0]).toMatchObject({ _links: {}, account: { status: 'OK' }, lifecycle: {} });
	});

	it.each([
		[3, 3, 1],
		[200, 200, 1],
		[450, 200, 3],
	])('asks for no page beyond a limit of %i', async (limit, pageSize, pages) => {
		signInCrowd(fixture.simulator.tenant, 500);
		const { good, received } = await list({}, { returnAll: false, limit });
		expect(good).toHaveLength(limit);
		expect(received).toHaveLength(pages);
		expect(requestsIn(received)[0]).toEqual(['', pageSize]);
	});

	it.each([0, -1, 1.5, '={{ "many" }}', '={{ null }}'])(
		'sends nothing where the limit is %j',
		async (limit) => {
			const { bad, received } = await list({}, { returnAll: false, limit });
			expect(received).toEqual([]);
			expect(bad[0].error).toContain("'Limit' is not a whole number of at least 1");
		},
	);

	it('asks again for a page that fails, and not for those before it', async () => {
		signInCrowd(fixture.simulator.tenant, 500);
		respondWith(fixture, /cursor=400/, 503, '', 2);
		const { good, received } = await list();
		expect(new Set(usernames(good)).size).toBe(fixture.simulator.tenant.users.size);
		const cursors = received.map(({ path }) => /cursor=(\d+)/.exec(path)?.[1]);
		expect(cursors).toEqual([undefined, '200', '400', '400', '400']);
	});

	it('keeps to the limit, and simplifies or not, item by item', async () => {
		const items = [
			{ limit: 1, simplify: true },
			{ limit: 2, simplify: true },
			{ limit: 1, simplify: false },
		];
		const { good } = await list(
			{},
			{ returnAll: false, limit: '={{ $json.limit }}', simplify: '={{ $json.simplify }}' },
			items,
		);
		expect(good.map(({ pairedWith, _links }) => [pairedWith, _links === undefined])).toEqual([
			[0, true],
			[1, true],
			[1, true],
			[2, false],
		]);
	});

	it('of 2,000 users takes a request for each 200 of them', async () => {
		signInCrowd(fixture.simulator.tenant, 2_000);
		const { good, received } = await list({ usernameStartsWith: 'crowd.' });
		expect(good).toHaveLength(2_000);
		expect(received).toHaveLength(10);
	});

	it('ends where PingOne names the same page twice', async () => {
		const href = `${fixture.simulator.apiPath}/environments/${fixture.environmentId}/users?cursor=1`;
		const users = [{ id: seededUserId('jane.doe') }];
		respondWith(fixture, /GET/, 200, { _links: { next: { href } }, _embedded: { users } });
		const { bad, received } = await list();
		expect(received).toHaveLength(2);
		expect(bad[0].error).toContain('PingOne returned the same page of the users of environment');
	});

	it('names the role that is missing', async () => {
		const accessToken = fixture.simulator.tenant.tokens.issue([]);
		const more = { credential: { accessToken } };
		const { bad } = await runUserOperation(fixture, 'getAll', [{}], {}, more);
		expect(bad[0].error).toContain('the role Identity Data Admin');
	});

	it('makes do with users of whom PingOne tells little', async () => {
		const id = seededUserId('jane.doe');
		const users = [{ id }, { id, username: 7, name: { given: 'J' }, population: 'x' }];
		respondWith(fixture, /GET/, 200, { _links: {}, _embedded: { users } });
		const { good } = await list();
		expect(good).toMatchObject([
			{ id, username: null, email: null, name: null, enabled: null, populationId: null },
			{ id, username: null, name: 'J', accountStatus: null, lastSignOnAt: null },
		]);
	});
});

const CONDITIONS: Array<[INodeParameters, string]> = [
	[{ usernameStartsWith: ' Jane.' }, 'username sw "Jane."'],
	[{ emailStartsWith: 'front' }, 'email sw "front"'],
	[{ populationId: inList(CONTRACTORS_ID) }, `population.id eq "${CONTRACTORS_ID}"`],
	[{ groupId: inList(VPN) }, `memberOfGroups[id eq "${VPN}"]`],
	[{ enabled: false }, 'enabled eq false'],
	[{ enabled: '={{ "true" }}' }, 'enabled eq true'],
	[{ scim: 'name.family eq "Doe"' }, '(name.family eq "Doe")'],
	[
		{ scim: `(title eq "a(") or (memberOfGroups[id eq "${VPN}"])` },
		`((title eq "a(") or (memberOfGroups[id eq "${VPN}"]))`,
	],
	[{ scim: `title eq "O'B \\"x) \\\\"` }, `(title eq "O'B \\"x) \\\\")`],
	[{ usernameStartsWith: 'a" or username sw "b' }, 'username sw "a\\" or username sw \\"b"'],
	[
		{ scim: 'email ew "e" or username eq "x"', enabled: true, usernameStartsWith: 'm' },
		'(email ew "e" or username eq "x") and username sw "m" and enabled eq true',
	],
];

describe('the filters', () => {
	it.each(CONDITIONS)('%j are sent as %s', async (filters, expected) => {
		const { received, bad } = await list(filters);
		expect(bad).toEqual([]);
		expect(requestsIn(received)).toEqual([[expected, 200]]);
	});

	it.each([
		[{ emailStartsWith: '' }, "'Email Starts With' is empty"],
		[{ usernameStartsWith: '={{ $json.nothing }}' }, "'Username Starts With' is empty"],
		[
			{ usernameStartsWith: '{{ $json.start }}' },
			"'Username Starts With' is an expression that was not resolved",
		],
		[{ scim: '={{ null }}' }, "'SCIM Filter' is empty"],
		[{ scim: '={{ "undefined" }}' }, "'SCIM Filter' is not a value"],
		[{ enabled: '={{ $json.nothing }}' }, "'Enabled' is neither true nor false"],
		[{ populationId: inList('') }, "'Population' is empty"],
		[{ populationId: '={{ $json.nothing }}' }, "'Population' is empty"],
		[{ groupId: { __rl: true, mode: 'id', value: 'VPN' } }, "'Group' is not a valid UUID"],
	])('that cannot be used list nobody: %j', async (filters, sentence) => {
		const { good, bad, received } = await list(filters as INodeParameters);
		expect([good, received]).toEqual([[], []]);
		expect(bad[0].error).toContain(sentence);
	});

	it('of each item list the users of that item', async () => {
		const items = ['jane', 'mei', 'jane'].map((start) => ({ start }));
		const { good, received } = await list({ usernameStartsWith: '={{ $json.start }}' }, {}, items);
		expect(good.map(({ username, pairedWith }) => [username, pairedWith])).toEqual([
			['jane.doe', 0],
			['jane.doerr', 0],
			['mei.lin', 1],
			['jane.doe', 2],
			['jane.doerr', 2],
		]);
		expect(received).toHaveLength(2);
	});

	it('of which PingOne refuses what it does not document are applied here', async () => {
		fixture.simulator.tenant.users.refusedInFilters = ['enabled eq', ' sw '];
		changeUser(fixture, 'nadia.haddad', { enabled: false });
		const filters = { enabled: false, populationId: inList(CONTRACTORS_ID) };
		const { good, received } = await list(filters, { returnAll: false, limit: 5 });
		expect(usernames(good)).toEqual(['nadia.haddad']);
		expect(requestsIn(received)).toEqual([
			[`population.id eq "${CONTRACTORS_ID}" and enabled eq false`, 5],
			[`population.id eq "${CONTRACTORS_ID}"`, 200],
		]);
	});

	it('of which PingOne refuses all are applied here, with one request for each user in question', async () => {
		fixture.simulator.tenant.users.refusedInFilters = ['memberOf', 'username'];
		const { good, received } = await list({ groupId: inList(VPN), usernameStartsWith: 'jane' });
		expect(usernames(good)).toEqual(['jane.doe']);
		const lookups = received.filter(({ path }) => path.includes('memberOfGroups?'));
		// Jane Doe and Jane Doerr.
		expect(lookups).toHaveLength(2);

		fixture.simulator.tenant.users.refusedInFilters = ['population', 'username'];
		const contractors = await list({
			populationId: inList(CONTRACTORS_ID.toUpperCase()),
			usernameStartsWith: 'n',
		});
		expect(usernames(contractors.good)).toEqual(['nadia.haddad']);

		fixture.simulator.tenant.users.refusedInFilters = ['memberOf', 'enabled'];
		const disabled = await list({ groupId: inList(VPN), enabled: false });
		expect(disabled.good).toEqual([]);
		expect(disabled.received.some(({ path }) => path.includes('memberOfGroups?'))).toBe(false);
	});

	it('that are applied here end with the page that fills the limit', async () => {
		signInCrowd(fixture.simulator.tenant, 1_000);
		fixture.simulator.tenant.users.startsWithIsRefused = true;
		const more = { returnAll: false, limit: 250 };
		const { good, received } = await list({ usernameStartsWith: 'CROWD' }, more);
		expect(good).toHaveLength(250);
		// Refused once; then two pages, of which the first has other users, too.
		expect(received.map(({ status }) => status)).toEqual([400, 200, 200]);
	});

	it('that are applied here do not fit users of whom PingOne tells too little', async () => {
		respondWith(fixture, /filter/, 400);
		const users = [{ id: seededUserId('jane.doe') }];
		respondWith(fixture, /users/, 200, { _links: {}, _embedded: { users } });
		for (const [filters] of CONDITIONS.slice(0, 3)) expect((await list(filters)).good).toEqual([]);
	});

	it("of one's own that PingOne refuses is named, and nobody is listed", async () => {
		for (const filters of [{ scim: 'shoe eq 43' }, { scim: 'shoe eq 43', enabled: true }]) {
			const { good, bad } = await list(filters);
			expect(good).toEqual([]);
			expect(bad[0].error).toContain("PingOne refused the filter in 'SCIM Filter' (400)");
			expect(bad[0].error).toContain('The filter is not supported');
		}
	});

	it.each([
		['name.family eq "x") or (username sw "a"', 'a ) without an opening bracket'],
		['name.family eq "x"] or [username sw "a"', 'a ] without an opening bracket'],
		['(title eq "a"', 'a bracket that is not closed with )'],
		['tags[a eq "b"', 'a bracket that is not closed with ]'],
		['(tags[a eq "b")]', 'a ) without an opening bracket'],
		['title eq "a', 'a quote that is not closed'],
		['title eq "a\\"', 'a quote that is not closed'],
		['title eq "a\\', 'a quote that is not closed'],
		['title eq "a\\\\") or (title pr', 'a ) without an opening bracket'],
		[`x eq '("') or (y eq '")'`, "' outside of double quotes"],
		['title eq \\"a', '\\ outside of double quotes'],
	])("cannot be undone by one of one's own: %s", async (scim, mistake) => {
		const items = [{ scim }];
		const { bad, received } = await list({ scim: '={{ $json.scim }}', enabled: false }, {}, items);
		expect(received).toEqual([]);
		expect(bad[0].error).toContain(`'SCIM Filter' has ${mistake}`);
	});

	it('that a later page refuses are not applied here: nobody is listed twice', async () => {
		signInCrowd(fixture.simulator.tenant, 300);
		const details = [{ code: 'INVALID_FILTER', message: 'The filter is not supported' }];
		respondWith(fixture, /cursor=200/, 400, { code: 'INVALID_DATA', details });
		const { good, bad, received } = await list({ enabled: true });
		expect(good).toEqual([]);
		expect(bad[0].error).toContain('PingOne refused the request for the users of');
		expect(received).toHaveLength(2);
	});

	it("of one's own is sent along where the others are applied here", async () => {
		fixture.simulator.tenant.users.refusedInFilters = ['enabled eq'];
		const filters = { scim: 'username sw "jane" or username sw "luis"', enabled: true };
		const { good } = await list(filters);
		expect(usernames(good)).toEqual(['jane.doe', 'luis.ortega', 'jane.doerr']);
	});

	it('are not taken for refused where a later page or another request is', async () => {
		signInCrowd(fixture.simulator.tenant, 300);
		respondWith(fixture, /cursor=200/, 400);
		const later = await list({ enabled: true });
		expect(later.bad[0].error).toContain('PingOne refused the request for the users of');
		expect(later.received).toHaveLength(2);

		respondWith(fixture, /users\?limit=200$/, 400);
		const without = await list();
		expect(without.bad[0].error).toContain('PingOne refused the request for the users of');
	});

	it('find the same users whether PingOne applies them or the node', async () => {
		['mei.lin', 'viktor.novak', 'jane.doerr'].forEach((username) =>
			changeUser(fixture, username, { enabled: false }),
		);
		const starts = fc.constantFrom('', 'j', 'JANE', 'front', 'm', '"', 'x');
		const given = {
			usernameStartsWith: starts,
			emailStartsWith: starts,
			populationId: fc.constantFrom('', CONTRACTORS_ID, EMPLOYEES_ID.toUpperCase()),
			groupId: fc.constantFrom('', VPN, EVERYBODY, EVERYBODY.toUpperCase(), seededId('none')),
			enabled: fc.constantFrom('', true, false),
			scim: fc.constantFrom('', 'name.given sw "j" or name.family ew "n"'),
		};
		const refused = fc.subarray(['username sw', 'email sw', 'population', 'memberOf', 'enabled']);
		await fc.assert(
			fc.asyncProperty(fc.record(given), refused, async (all, refusedInFilters) => {
				const filters = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
				const { users } = fixture.simulator.tenant;
				users.refusedInFilters = [];
				const expected = await list(filters);
				users.refusedInFilters = refusedInFilters;
				const { good, bad } = await list(filters);
				expect(bad).toEqual([]);
				expect(good).toEqual(expected.good);
			}),
			{ numRuns: 15 },
		);
	});
});

describe('a group filter that is applied here', () => {
	it('leaves out a user who is deleted while the groups are read', async () => {
		fixture.simulator.tenant.users.refusedInFilters.push('memberOfGroups');
		const gone = seededUserId('luis.ortega');
		respondWith(fixture, new RegExp(`${gone}/memberOfGroups`), 404, { code: 'NOT_FOUND' });
		const { good } = await list({ groupId: inList(VPN) });
		expect(usernames(good)).toEqual(['jane.doe', 'nadia.haddad']);
	});

	it('fails where the groups of a user cannot be read', async () => {
		fixture.simulator.tenant.users.refusedInFilters.push('memberOfGroups');
		respondWith(fixture, /memberOfGroups\?/, 403, { code: 'ACCESS_FAILED' });
		const { bad } = await list({ groupId: inList(VPN) });
		expect(bad[0].error).toContain('PingOne denies access to the groups of user');
		const { received } = fixture.simulator;
		const sent = received.length;
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(received).toHaveLength(sent);
	});
});

describe('a switch whose expression gives a text', () => {
	it("is off for 'false', and refused for anything else", async () => {
		const { good } = await list({}, { returnAll: "={{ 'false' }}", limit: 2 });
		expect(good).toHaveLength(2);
		const raw = await list({}, { simplify: "={{ 'false' }}" });
		expect(raw.good[0]).toHaveProperty('_links');
		const { bad, received } = await list({}, { simplify: "={{ 'maybe' }}" });
		expect(bad[0].error).toContain("'Simplify' is neither true nor false");
		expect(received).toEqual([]);
	});
});

it('a filter that PingOne refuses for what is in it is not applied here', async () => {
	const details = [{ code: 'INVALID_VALUE', target: 'filter', message: 'No such population' }];
	respondWith(fixture, /^GET/, 400, { code: 'INVALID_DATA', details });
	const { bad, received } = await list({ populationId: inList(CONTRACTORS_ID) });
	expect(received).toHaveLength(1);
	expect(bad[0].error).toContain('No such population');
});

it('a filter that is applied here leaves out a user without the attribute', async () => {
	const { tenant } = fixture.simulator;
	tenant.users.refusedInFilters.push('email sw');
	const { id, email, ...user } = tenant.users.get(seededUserId('jane.doerr'))!;
	tenant.users.set(id, { id, ...user } as never);
	const { good } = await list({ emailStartsWith: email.slice(0, 5) });
	expect(usernames(good)).toEqual(['jane.doe']);
});

it('a start of a username or email is matched in either form of its accents', async () => {
	changeUser(fixture, 'mei.lin', { username: 'josé.lin', email: 'josé.lin@acme.example' });
	const typed = 'josé'.normalize('NFD');
	for (const isRefused of [false, true]) {
		fixture.simulator.tenant.users.startsWithIsRefused = isRefused;
		for (const filters of [{ usernameStartsWith: typed }, { emailStartsWith: typed }]) {
			const { good } = await list(filters, { returnAll: true });
			expect(usernames(good)).toEqual(['josé.lin']);
		}
	}
});

it('is not blamed on a filter where there is none', async () => {
	const details = [{ code: 'INVALID_FILTER' }];
	respondWith(fixture, /^GET/, 400, { code: 'INVALID_DATA', details });
	const { bad } = await list();
	expect(bad[0].error).toContain('PingOne refused the request for the users of environment');
});
