import type { INodeParameters } from 'n8n-workflow';
import { CONTRACTORS_ID, seededId, seededUserId } from '../../../simulator/seed/seededIds';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { EngineFixture } from '../../support/engine/engineFixture';
import { respondWith, changesIn, inList, runUserOperation } from '../../support/engine/pingOneUser';

const NEW = {
	username: 'new.one',
	email: 'new.one@acme.example',
	populationId: inList(CONTRACTORS_ID),
};

const fixture = EngineFixture.forEachTest();

accelerateClock();

async function create(parameters: INodeParameters = {}, items = [{}]) {
	return await runUserOperation(fixture, 'create', items, { ...NEW, ...parameters });
}

function bodyOf(received: Array<{ method: string; body: string }>) {
	return JSON.parse(received.find(({ method }) => method === 'POST')?.body ?? '');
}

describe('Create', () => {
	it('creates a user with the one documented call, and says so', async () => {
		const { good, received } = await create();
		expect(changesIn(received)).toEqual([
			`POST users application/json {"username":"new.one","email":"new.one@acme.example","population":{"id":"${CONTRACTORS_ID}"}}`,
		]);
		expect(received).toHaveLength(1);
		expect(good).toEqual([
			{
				success: true,
				environmentId: fixture.environmentId,
				userId: expect.any(String),
				username: 'new.one',
				email: 'new.one@acme.example',
				changed: true,
				name: null,
				enabled: true,
				populationId: CONTRACTORS_ID,
				pairedWith: 0,
			},
		]);
	});

	it('sends all additional fields where PingOne has them', async () => {
		const { good, received } = await create({
			additionalFields: {
				addressCountryCode: 'CH',
				addressLocality: 'Zürich',
				addressPostalCode: '={{ 8001 }}',
				addressRegion: 'ZH',
				addressStreet: 'Bahnhofstrasse 1',
				customAttributes: '{"costCenter": "4711", "badges": [1, 2]}',
				externalId: 'HR-1',
				familyName: ' One ',
				formattedName: 'Dr. New One',
				givenName: 'New',
				locale: 'de-CH',
				middleName: 'A.',
				mobilePhone: '+41.79',
				nickname: 'Newie',
				preferredLanguage: 'de',
				primaryPhone: '+41.44',
				timezone: 'Europe/Zurich',
				title: 'Trainee',
				type: 'Temp',
				password: 'Correct-Horse-7',
			},
		});
		expect(received[0].headers['content-type']).toBe(
			'application/vnd.pingidentity.user.import+json',
		);
		expect(bodyOf(received)).toEqual({
			username: 'new.one',
			email: 'new.one@acme.example',
			population: { id: CONTRACTORS_ID },
			name: { given: 'New', middle: 'A.', family: 'One', formatted: 'Dr. New One' },
			address: {
				streetAddress: 'Bahnhofstrasse 1',
				postalCode: '8001',
				locality: 'Zürich',
				region: 'ZH',
				countryCode: 'CH',
			},
			costCenter: '4711',
			badges: [1, 2],
			externalId: 'HR-1',
			locale: 'de-CH',
			mobilePhone: '+41.79',
			nickname: 'Newie',
			preferredLanguage: 'de',
			primaryPhone: '+41.44',
			timezone: 'Europe/Zurich',
			title: 'Trainee',
			type: 'Temp',
			password: { value: 'Correct-Horse-7', forceChange: true },
		});
		expect(good).toMatchObject([{ username: 'new.one', name: 'Dr. New One' }]);
		const { simulator, environmentId } = fixture;
		expect(
			simulator.tenant.signOn({ environmentId, username: 'new.one', password: 'Correct-Horse-7' }),
		).toEqual({ refused: 'MUST_CHANGE_PASSWORD' });
	});

	it.each([
		[
			'username',
			'jane\u202edoe',
			"'Username' is not a valid username, because it contains the invisible character U+202E",
		],
		[
			'username',
			'jane\u0007',
			"'Username' is not a valid username, because it contains the invisible character U+0007",
		],
		[
			'email',
			'MAILTO:x@acme.example',
			`'Email' is not a valid email, because it starts with "mailto:"`,
		],
	])('sends nothing if the %s is %j', async (name, value, sentence) => {
		const { bad, received } = await create({ [name]: value });
		expect(received).toEqual([]);
		expect(bad[0].error).toContain(sentence);
	});

	it('leaves out what is empty', async () => {
		const { received } = await create({
			additionalFields: {
				title: '',
				givenName: '={{ $json.nothing }}',
				addressRegion: 'ZH',
				addressLocality: '',
				customAttributes: '={{ { costCenter: null, shoes: { size: 43, width: null } } }}',
			},
		});
		expect(bodyOf(received)).toEqual({
			username: 'new.one',
			email: 'new.one@acme.example',
			population: { id: CONTRACTORS_ID },
			address: { region: 'ZH' },
			shoes: { size: 43 },
		});
	});

	it('creates a user for each item, equal ones included: the second is refused', async () => {
		const { good, bad, received } = await create({ options: { maxConcurrency: 1 } }, [{}, {}]);
		expect(received).toHaveLength(2);
		expect(good).toMatchObject([{ pairedWith: 0 }]);
		expect(bad).toMatchObject([{ pairedWith: 1 }]);
		expect(bad[0].error).toContain(
			`Another user has the username "new.one" already: PingOne refused the request for the new user "new.one" in environment ${fixture.environmentId} [item 1]`,
		);
		expect(bad[0].error).toContain('Choose another one, or use Update');
	});

	it('gives a username to the first item that wants it, whatever holds that one up', async () => {
		respondWith(fixture, /^POST/, 429, '', 1);
		const { good, bad } = await create({}, [{}, {}]);
		expect(good).toMatchObject([{ pairedWith: 0 }]);
		expect(bad).toMatchObject([{ pairedWith: 1 }]);
	});

	it('does not blame the username where another value is taken', async () => {
		const details = [{ code: 'UNIQUENESS_VIOLATION', target: 'email', message: 'Taken' }];
		respondWith(fixture, /^POST/, 409, { code: 'INVALID_DATA', details });
		const { bad } = await create();
		expect(bad[0].error).toContain('Another user has a value that must be unique already');
	});

	it('blames the username where PingOne does not say what is taken', async () => {
		respondWith(fixture, /^POST/, 400, {
			code: 'INVALID_DATA',
			details: [{ code: 'UNIQUENESS_VIOLATION' }],
		});
		const { bad } = await create();
		expect(bad[0].error).toContain('Another user has the username "new.one" already');
	});

	it.each([
		[seededId('no population'), 'The environment has no such population'],
		['={{ $json.nothing }}', "'Population' is empty"],
		['default', "'Population' is not a valid UUID"],
	])('names a population that cannot be used: %s', async (id, sentence) => {
		const { bad } = await create({ populationId: inList(id) });
		expect(bad[0].error).toContain(sentence);
	});

	it("shows PingOne's reason where the policy refuses the password, and creates nobody", async () => {
		const { bad } = await create({ additionalFields: { password: 'shrt' } });
		expect(bad[0].error).toContain('password.value: The password must have at least 8 characters');
		const { users } = fixture.simulator.tenant;
		expect(users.withUsername(fixture.environmentId, 'new.one')).toBeUndefined();
	});

	it.each([
		['', 'does not show whether PingOne carried out the request for the new user "new.one"'],
		[{ id: seededId('nobody') }, 'No user with the username "new.one" exists now'],
		[
			{ _links: {}, id: seededUserId('mei.lin') },
			'PingOne accepted the request for the new user "new.one"',
		],
		['', 'No user with the username "new.one" exists now'],
		[{ id: 'me' }, 'It is not known whether PingOne created the user.'],
		['<html>Sign in</html>', 'Received a web page instead of PingOne'],
	])('is no success where the response shows no user: %j', async (body, sentence) => {
		respondWith(fixture, /^POST/, 201, body);
		const { good, bad } = await create();
		expect(good).toEqual([]);
		expect(bad[0].error).toContain(sentence);
	});

	it('reads the user where the response has an ID alone', async () => {
		const { users } = fixture.simulator.tenant;
		const on = /^POST/;
		fixture.simulator.faults.inject({ fault: { cut: 'after the work' }, on, times: 1 });
		await create();
		const { id } = users.withUsername(fixture.environmentId, 'new.one')!;
		respondWith(fixture, on, 201, { id });
		const { good } = await create();
		expect(good).toMatchObject([{ userId: id, username: 'new.one', name: null, enabled: true }]);
	});

	it('says so where the response shows no user, and nobody can be looked up', async () => {
		respondWith(fixture, /^POST/, 202, {});
		respondWith(fixture, /^GET/, 403, { code: 'ACCESS_FAILED' });
		const { bad } = await create();
		expect(bad[0].error).toContain('It is not known whether PingOne created the user.');
		expect(bad[0].error).toContain('exists now: PingOne denies access');
	});

	it('does not take a user who was there before for the new one', async () => {
		respondWith(fixture, /^POST/, 202, {});
		const { good, bad } = await create({ username: 'mei.lin' });
		expect(good).toEqual([]);
		expect(bad[0].error).toContain('A user with the username "mei.lin" exists now');
	});
});

describe('Create, where it is not known what came of it', () => {
	const LOST: Array<[string, object]> = [
		['the response is lost', { cut: 'after the work' }],
		['PingOne answers 500', { response: { status: 500, body: { code: 'UNEXPECTED_ERROR' } } }],
		['a gateway answers 502', { response: { status: 502, body: '<html>' } }],
		['the request is lost', { cut: 'before the work' }],
	];

	it.each(LOST)('is sent once, and says whether the user exists now: %s', async (what, fault) => {
		fixture.simulator.faults.inject({ fault: fault as never, on: /^POST/ });
		const { good, bad, received } = await create();
		expect(good).toEqual([]);
		expect(received.filter(({ method }) => method === 'POST')).toHaveLength(1);
		const { users } = fixture.simulator.tenant;
		const user = users.withUsername(fixture.environmentId, 'new.one');
		expect(user !== undefined).toBe(what === 'the response is lost');
		expect(bad[0].error).toContain('It is not known whether PingOne created the user.');
		expect(bad[0].error).toContain(
			user
				? `A user with the username "new.one" exists now, with the ID ${user.id}.`
				: 'No user with the username "new.one" exists now: run the workflow again for this item.',
		);
	});

	it('says so where the user cannot be looked up', async () => {
		fixture.simulator.faults.inject({ fault: { cut: 'after the work' }, on: /^POST/ });
		respondWith(fixture, /^GET/, 403);
		const { bad } = await create();
		expect(bad[0].error).toContain(
			'Could not check whether a user with the username "new.one" exists now: PingOne denies',
		);
	});

	it('is sent again where it cannot have been carried out', async () => {
		respondWith(fixture, /^POST/, 429, { code: 'REQUEST_LIMITED' }, 2);
		const { good, received } = await create();
		expect(received).toHaveLength(3);
		expect(good).toMatchObject([{ success: true }]);
	});

	it('looks nobody up where it was refused', async () => {
		for (const [status, body] of [
			[403, { code: 'ACCESS_FAILED' }],
			[400, '<html>'],
		] as const) {
			respondWith(fixture, /^POST/, status, body, 1);
			const { bad, received } = await create();
			expect(received).toHaveLength(1);
			expect(bad[0].error).not.toContain('exists');
		}
	});
});
