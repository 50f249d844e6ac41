import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';
import { seededSessionId, seededId } from '../../../simulator/seed/seededIds';
import { EngineFixture } from '../../support/engine/engineFixture';
import { respondWith } from '../../support/engine/pingOneUser';
import { listUsers } from '../../support/engine/listSearch';

const fixture = EngineFixture.forEachTest();

/** Signs a user out everywhere, named in one of the ways of the field 'User'. */
async function signOut(mode: string, value: unknown) {
	const userId = { __rl: true, mode, value: '={{ $json.who }}' };
	return await fixture.run('resetAll', [{ who: value }] as never, {
		onError: 'continueErrorOutput',
		parameters: { userId } as INodeParameters,
	});
}

const ended = (received: Array<{ method: string }>) =>
	received.filter(({ method }) => method === 'POST').length;

describe('a user', () => {
	it.each([
		['email', ' Jane.Doe@acme.example '],
		['username', 'jane.doe'],
		['id', seededId('user jane.doe')],
		['list', seededId('user jane.doe')],
	])('is found by %s', async (mode, value) => {
		const { good } = await signOut(mode, value);
		expect(good).toMatchObject([{ username: 'jane.doe', sessionsReset: 2 }]);
	});

	it('is found by a username that is a number', async () => {
		const { users } = fixture.simulator.tenant;
		const user = users.get(seededId('user mei.lin'))!;
		users.replace({ ...user, username: '4711' });
		expect((await signOut('username', 4711)).good).toMatchObject([{ userId: user.id }]);
	});

	it.each([
		[
			'email',
			'mailto:jane.doe@acme.example',
			'is not a valid email, because it starts with "mailto:"',
		],
		[
			'email',
			'jane.doe@acme.example\u200b',
			'is not a valid email, because it contains the invisible character U+200B',
		],
		[
			'username',
			'a\nb',
			'is not a valid username, because it contains the invisible character U+000A',
		],
	])('is refused with the reason: %s %j', async (mode, value, reason) => {
		expect((await signOut(mode, value)).bad[0].error).toContain(`'User' ${reason}`);
	});

	it.each([
		['email', 'nobody@acme.example', 'has the email "nobody@acme.example"'],
		['email', 'jane.doe', 'has the email "jane.doe"'],
		['username', 'jane', 'has the username "jane"'],
		['id', seededId('user nobody'), `does not know user ${seededId('user nobody')}`],
	])('that does not exist is named: %s %s', async (mode, value, sentence) => {
		const { bad, received } = await signOut(mode, value);
		expect(ended(received)).toBe(0);
		expect(bad[0].error).toContain(sentence);
	});

	it('that shares an email with another one is refused, and both are named', async () => {
		const { bad, received } = await signOut('email', 'front.desk@acme.example');
		expect(ended(received)).toBe(0);
		expect(received).toHaveLength(1);
		expect(bad[0].error).toContain('2 users in environment');
		expect(bad[0].error).toContain('front.desk, front.desk.2');
	});

	it.each<[string, number]>([
		['found although a next page follows, which is empty', 0],
		['refused if the next page has a second one', 1],
		['refused if there is no end of pages', Infinity],
		['refused if there is no end of pages without a match', -1],
	])('is %s', async (_what, hits) => {
		const { apiPath, tenant, faults } = fixture.simulator;
		const user = { id: seededId('user jane.doe'), username: 'jane.doe' };
		const users = `${apiPath}/environments/${fixture.environmentId}/users`;
		const respond = (listed: object[], on: RegExp, next?: string) => {
			const _links = next === undefined ? {} : { next: { href: next } };
			const body = { _links, _embedded: { users: listed } };
			faults.inject({ fault: { response: { status: 200, body } }, on, times: 1 });
		};
		const isEndless = hits === Infinity || hits < 0;
		const pages = isEndless ? 10 : 1;
		respond(hits < 0 ? [] : [user], /users\?limit/, `${users}?cursor=0`);
		for (let page = 0; page < pages; page++) {
			const next = isEndless ? `${users}?cursor=${page + 1}` : undefined;
			respond(hits === 1 ? [user] : [], new RegExp(`users\\?cursor=${page}$`), next);
		}
		const { good, bad, received } = await signOut('username', 'jane.doe');
		if (hits === 0) return expect(good).toMatchObject([{ userId: user.id }]);
		expect(received).toHaveLength(hits === 1 ? 2 : 10);
		expect(bad[0].error).toContain(`${hits === 1 ? '2' : 'Too many'} users in environment`);
		const names = hits < 0 ? '' : ': jane.doe';
		expect(bad[0].error).toContain(`have the username "jane.doe"${names}`);
		expect([...tenant.sessions.values()].some(({ userId }) => userId === user.id)).toBe(true);
	});

	it.each([
		['email', ''],
		['email', undefined],
		['email', {}],
		['email', 'mailto:jane.doe@acme.example'],
		['email', 'jane.doe@acme.example\u200b'],
		['username', 'jane\u202e.doe'],
		['username', '{{ $json.name }}'],
		['username', 'undefined'],
		['username', 'a\nb'],
		['email', 'x'.repeat(300)],
		['id', 'me'],
		['id', '../users'],
		['list', ''],
	])('that cannot be one is refused before anything is sent: %s %j', async (mode, value) => {
		const { bad, received } = await signOut(mode, value);
		expect(received).toEqual([]);
		expect(bad[0].error).toContain("'User' is ");
	});

	it.each([
		'" or username sw "',
		'\\" or username sw \\"',
		'jane.doe" or email pr or username eq "x',
		'%22 or',
		"o'brien",
		'*',
		'\\',
	])('cannot be named so as to change the filter: %s', async (value) => {
		const { bad, received } = await signOut('username', value);
		expect(received.map(({ status }) => status)).toEqual([200]);
		expect(bad[0].error).toContain('No user in environment');
	});

	it('cannot be named so as to change the filter, whatever the text', async () => {
		await fc.assert(
			fc.asyncProperty(fc.string({ minLength: 1, unit: 'grapheme' }), async (text) => {
				const { received } = await signOut('username', text);
				expect(ended(received)).toBe(0);
				expect(received.every(({ status }) => status === 200)).toBe(true);
			}),
			{ numRuns: 50 },
		);
	});

	it('is not taken for another one, where PingOne ignores the filter', async () => {
		const allUsers = [...fixture.simulator.tenant.users.values()].map(
			({ id, username, email }) => ({
				id,
				username,
				email,
			}),
		);
		respondWith(fixture, /users\?/, 200, { _links: {}, _embedded: { users: allUsers } });
		expect((await signOut('username', 'nobody')).bad[0].error).toContain('No user in environment');
		expect((await signOut('username', 'mei.lin')).good).toMatchObject([{ username: 'mei.lin' }]);
	});

	it('is found by an expression in place of the whole field, which must come to an ID', async () => {
		const userId = '={{ $json.who }}';
		const items = [{ who: seededId('user mei.lin') }, { who: 'mei.lin' }];
		const { good, bad } = await fixture.run('resetAll', items, {
			onError: 'continueErrorOutput',
			parameters: { userId },
		});
		expect(good).toMatchObject([{ username: 'mei.lin' }]);
		expect(bad[0].error).toContain("'User' is not a valid UUID");
	});

	it('whose username is HTML is not shown as HTML, where two are meant', async () => {
		const username = '<img src=x onerror=alert(1)>';
		const email = 'x@acme.example';
		const users = [1, 2].map((count) => ({ id: seededId(`x ${count}`), username, email }));
		respondWith(fixture, /./, 200, { _links: {}, _embedded: { users } });
		const { bad } = await signOut('email', email);
		expect(bad[0].error).toContain('‹img src=x onerror=alert(1)›');
		expect(bad[0].error).not.toContain('<');
	});

	it('that PingOne does not name is named by the ID, where two are meant', async () => {
		const users = [1, 2].map((count) => ({ id: seededId(`x ${count}`), email: 'x@acme.example' }));
		respondWith(fixture, /./, 200, { _links: {}, _embedded: { users } });
		const { bad } = await signOut('email', 'x@acme.example');
		expect(bad[0].error).toContain(users.map(({ id }) => id).join(', '));
	});

	it.each(['me', undefined])('that PingOne gives the ID %j is left alone', async (id) => {
		const users = [{ id, username: 'mei.lin' }];
		respondWith(fixture, /users\?/, 200, { _links: {}, _embedded: { users } });
		const { bad, received } = await signOut('username', 'mei.lin');
		expect(received).toHaveLength(1);
		expect(bad[0].error).toContain('PingOne returned a user without a valid ID');
	});

	it('of whom PingOne tells nothing but the ID is signed out all the same', async () => {
		const id = seededId('user mei.lin');
		respondWith(fixture, /users\/[^/]+$/, 200, { id });
		const { good } = await signOut('id', id);
		expect(good).toMatchObject([{ userId: id, username: null, email: null, sessionsReset: 1 }]);
		expect(fixture.simulator.tenant.sessions.has(seededSessionId('mei.lin'))).toBe(false);
	});
});

describe('a name with an accent', () => {
	const nfd = (text: string) => text.normalize('NFD');

	it.each(['username', 'email'] as const)('is found in either form: %s', async (mode) => {
		const { users } = fixture.simulator.tenant;
		const user = users.get(seededId('user mei.lin'))!;
		users.replace({ ...user, username: 'josé', email: 'josé@acme.example' });
		const name = { username: 'josé', email: 'josé@acme.example' }[mode];
		for (const typed of [name, nfd(name)]) {
			const { good, bad } = await signOut(mode, typed);
			expect(bad).toEqual([]);
			expect(good).toMatchObject([{ userId: user.id, username: 'josé' }]);
		}
		const { bad, received } = await signOut(mode, nfd('jöhn'));
		expect(bad[0].error).toContain('No user in environment');
		expect(received).toHaveLength(2);
	});

	it('is that of the user who has it as it was typed, if there is one', async () => {
		const { users } = fixture.simulator.tenant;
		const user = users.get(seededId('user mei.lin'))!;
		users.replace({ ...user, username: nfd('josé') });
		users.replace({ ...users.get(seededId('user luis.ortega'))!, username: 'josé' });
		const { good } = await signOut('username', nfd('josé'));
		expect(good).toMatchObject([{ userId: user.id }]);
	});

	it('is looked up once where the look-up fails for another reason', async () => {
		respondWith(fixture, /./, 403, { code: 'ACCESS_FAILED' });
		const { received } = await signOut('username', nfd('josé'));
		expect(received).toHaveLength(1);
	});
});

it('an email of many users lists ten of them, and a count', async () => {
	const { users } = fixture.simulator.tenant;
	const model = users.get(seededId('user mei.lin'))!;
	for (let count = 10; count < 30; count++) {
		const id = seededId(`many ${count}`);
		users.set(id, { ...model, id, username: `many.${count}`, email: 'many@acme.example' });
	}
	const { bad } = await signOut('email', 'many@acme.example');
	expect(bad[0].error).toContain('20 users in environment');
	expect(bad[0].error).toContain('many.19 and 10 more');
	expect(bad[0].error).not.toContain('many.20');
});

describe('the list of users', () => {
	const list = async (filter?: string, page?: string, environmentId = fixture.environmentId) =>
		await listUsers(fixture.engine, fixture.credentials(), environmentId, filter, page);
	const names = async (filter: string) => (await list(filter)).results.map(({ name }) => name);

	it('has all users, page by page until its end', async () => {
		const { users } = fixture.simulator.tenant;
		const model = [...users.values()][0];
		for (let count = 0; count < 60; count++) {
			const id = seededId(`many ${count}`);
			users.set(id, { ...model, id, username: `many.${count}` });
		}
		const first = await list();
		const second = await list(undefined, String(first.paginationToken));
		expect(first.results).toHaveLength(50);
		expect(second.results).toHaveLength(users.size - 50);
		expect(second.paginationToken).toBeUndefined();
	});

	it.each([
		['username', 'jane.doe', 2],
		['email', 'amara.okafor@', 1],
		['given name', 'Jane', 2],
		['family name', 'orte', 1],
		['nothing', 'zzz', 0],
	])('is searched by the start of the %s', async (_what, typed, count) => {
		expect(await names(typed)).toHaveLength(count);
	});

	it('tells users apart', async () => {
		expect(await names('mei')).toEqual(['Mei Lin (mei.lin, mei.lin@acme.example)']);
	});

	it('is searched for the whole word, where PingOne does not know the start of one', async () => {
		fixture.simulator.tenant.users.startsWithIsRefused = true;
		expect(await names('jane.d')).toEqual([]);
		expect(await names('jane.doe')).toHaveLength(1);
	});

	it('says why where it cannot be read', async () => {
		await expect(list('x', undefined, '')).rejects.toThrow('Choose the environment first');
		respondWith(fixture, /./, 403, { code: 'ACCESS_FAILED' });
		await expect(list('x')).rejects.toThrow('PingOne denies access to the users of environment');
	});

	it('names users of whom little is known as well as it can', async () => {
		const [id, other, third] = [1, 2, 3].map((count) => seededId(`little ${count}`));
		const users = [
			{ id, username: 'solo' },
			{ id: other },
			{ id: third, name: { given: 'Ana', family: 'Sousa' } },
		];
		respondWith(fixture, /./, 200, { _links: {}, _embedded: { users } });
		expect(await names('')).toEqual(['(solo)', other, 'Ana Sousa']);
	});
});
