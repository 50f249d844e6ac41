import type { IDataObject, INodeParameters } from 'n8n-workflow';
import {
	CONTRACTORS_ID,
	EMPLOYEES_ID,
	seededId,
	seededUserId,
} from '../../../simulator/seed/seededIds';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { EngineFixture } from '../../support/engine/engineFixture';
import {
	CHANGED_JANE,
	respondWith,
	changesIn,
	changeUser,
	inList,
	JANE,
	LUIS,
	runUserOperation,
	userIn,
} from '../../support/engine/pingOneUser';

const ID = seededUserId('jane.doe');

const fixture = EngineFixture.forEachTest();

beforeEach(() => {
	const name = { given: 'Jane', family: 'Doe', formatted: 'Jane Doe' };
	const address = { streetAddress: 'Bahnhofstrasse 1', locality: 'Zürich' };
	changeUser(fixture, 'jane.doe', { attributes: { name, address, title: 'Clerk' } });
});

accelerateClock();

async function update(updateFields: INodeParameters, items: IDataObject[] = [JANE]) {
	return await runUserOperation(fixture, 'update', items, { updateFields });
}

const attributes = () => userIn(fixture, 'jane.doe').attributes;

it('Update sends what was added with the one documented call, and says what came of it', async () => {
	const { good, received } = await update({ title: 'Boss' }, [JANE, LUIS]);
	expect(changesIn(received)[0]).toBe(`PATCH users/${ID} application/json {"title":"Boss"}`);
	expect(good).toHaveLength(2);
	expect(good[0]).toEqual({
		...CHANGED_JANE,
		name: 'Jane Doe',
		enabled: true,
		populationId: EMPLOYEES_ID,
		pairedWith: 0,
	});
	expect(good[1]).toMatchObject({ username: 'luis.ortega', pairedWith: 1 });
	expect(attributes()).toMatchObject({ title: 'Boss', address: { locality: 'Zürich' } });
});

it('Update to what is so already changed nothing', async () => {
	const { good } = await update({
		title: 'Clerk',
		nickname: '',
		givenName: 'Jane',
		addressLocality: 'Zürich',
		populationId: inList(EMPLOYEES_ID),
		customAttributes: '{"costCenter": null}',
	});
	expect(good).toMatchObject([{ success: true, changed: false }]);
});

describe('an empty field', () => {
	it.each(['', '  ', '={{ "" }}', '={{ null }}'])('clears the value: %j', async (title) => {
		const { good, received } = await update({ title });
		expect(changesIn(received)).toEqual([`PATCH users/${ID} application/json {"title":null}`]);
		expect(attributes()).not.toHaveProperty('title');
		expect(good).toMatchObject([{ changed: true }]);
	});

	it('of a name or address clears that part alone', async () => {
		await update({ familyName: '', addressStreet: '' });
		expect(attributes()).toEqual({
			name: { given: 'Jane', formatted: 'Jane' },
			address: { locality: 'Zürich' },
			title: 'Clerk',
		});
	});

	it('clears nothing if it is an expression that found nothing', async () => {
		for (const [field, displayName] of [
			['title', 'Title'],
			['email', 'Email'],
			['addressStreet', 'Address: Street'],
			['customAttributes', 'Custom Attributes'],
		]) {
			const { bad, received } = await update({ [field]: '={{ $json.titel }}', nickname: 'J' });
			expect(received).toEqual([]);
			expect(bad[0].error).toContain(`The expression in '${displayName}' returned nothing`);
		}
		expect(attributes()).toMatchObject({ title: 'Clerk' });
	});
});

describe('a name', () => {
	it.each([
		[{ familyName: 'Smith' }, { given: 'Jane', family: 'Smith', formatted: 'Jane Smith' }],
		[{ middleName: 'M.' }, { given: 'Jane', middle: 'M.', family: 'Doe', formatted: 'Jane Doe' }],
		[
			{ familyName: 'S', formattedName: 'Dr. S' },
			{ given: 'Jane', family: 'S', formatted: 'Dr. S' },
		],
		[
			{ familyName: 'S', formattedName: '' },
			{ given: 'Jane', family: 'S' },
		],
		[{ givenName: '', familyName: '' }, {}],
	])('that is made up of its parts follows them: %j', async (fields, expected) => {
		await update(fields);
		expect(attributes().name).toEqual(expected);
	});

	it('that was written by somebody stays as it is', async () => {
		changeUser(fixture, 'jane.doe', { attributes: { name: { given: 'J', formatted: 'Dr. J' } } });
		await update({ givenName: 'Jane' });
		expect(attributes().name).toEqual({ given: 'Jane', formatted: 'Dr. J' });
	});

	it('of a user without one is put in', async () => {
		changeUser(fixture, 'jane.doe', { attributes: {} });
		await update({ givenName: 'Jane', addressLocality: 'Bern' });
		expect(attributes()).toEqual({ name: { given: 'Jane' }, address: { locality: 'Bern' } });
	});

	it('and an address are cleared as a whole by null in Custom Attributes', async () => {
		await update({ customAttributes: '{"name": null, "address": null}' });
		expect(attributes()).toEqual({ title: 'Clerk' });
	});

	it('in Custom Attributes goes together with the fields', async () => {
		await update({ customAttributes: '{"name": {"honorificPrefix": "Dr."}}', familyName: 'S' });
		expect(attributes().name).toEqual({
			honorificPrefix: 'Dr.',
			given: 'Jane',
			family: 'S',
			formatted: 'Jane S',
		});
	});
});

describe('username, email and population', () => {
	it('can be changed, and the output has the new ones', async () => {
		const { good, received } = await update({
			username: ' jane.smith ',
			email: 'jane.smith@acme.example',
			populationId: inList(CONTRACTORS_ID),
		});
		expect(changesIn(received)).toEqual([
			`PATCH users/${ID} application/json {"username":"jane.smith","email":"jane.smith@acme.example"}`,
			`PUT users/${ID}/population application/json {"id":"${CONTRACTORS_ID}"}`,
		]);
		expect(good).toMatchObject([
			{
				userId: ID,
				username: 'jane.smith',
				email: 'jane.smith@acme.example',
				populationId: CONTRACTORS_ID,
				changed: true,
			},
		]);
	});

	it('that somebody else has is named, and nothing is said of a new user', async () => {
		const { bad } = await update({ username: 'luis.ortega' });
		expect(bad[0].error).toContain('Nothing was changed for this item');
		expect(bad[0].error).toContain('Another user has the username "luis.ortega" already');
	});

	it.each([
		[{ username: '' }, "'Username' is empty"],
		[{ username: '={{ null }}' }, "'Username' is empty"],
		[{ email: ' ' }, "'Email' is empty"],
		[{ populationId: inList('') }, "'Population' is empty"],
		[{ populationId: 'me' }, "'Population' is not a valid UUID"],
	])('that nobody can have are not sent: %j', async (fields, sentence) => {
		const { bad, received } = await update(fields as INodeParameters);
		expect(received).toEqual([]);
		expect(bad[0].error).toContain(sentence);
	});

	it("that PingOne refuses are refused with PingOne's reason", async () => {
		const population = await update({ populationId: inList(seededId('no population')) });
		expect(population.bad[0].error).toContain('The environment has no such population');
		const details = [{ code: 'UNIQUENESS_VIOLATION', target: 'externalId' }];
		respondWith(fixture, /^PATCH/, 400, { code: 'INVALID_DATA', details });
		const { bad } = await update({ externalId: '1' });
		expect(bad[0].error).toContain('UNIQUENESS_VIOLATION: externalId');
	});
});

describe('Custom Attributes', () => {
	it.each(['{"costCenter": "4711"}', '={{ { costCenter: "4711" } }}'])(
		'are sent beside the fields: %s',
		async (customAttributes) => {
			const { received } = await update({ customAttributes, nickname: 'J' });
			expect(changesIn(received)).toEqual([
				`PATCH users/${ID} application/json {"costCenter":"4711","nickname":"J"}`,
			]);
		},
	);

	it.each([
		['mfaEnabled', 'the PingOne admin console'],
		['password', 'the operation Set Password'],
		['enabled', 'the operations Enable and Disable'],
		['account', 'the operations Lock and Unlock'],
		['population', 'the field Population'],
		['username', 'the field Username'],
		['email', 'the field Email'],
	])('cannot contain %s, which has %s', async (name, instead) => {
		for (const operation of ['update', 'create']) {
			const fields = { customAttributes: JSON.stringify({ costCenter: '1', [name]: 'secret' }) };
			const { bad, received } = await runUserOperation(fixture, operation, [JANE], {
				updateFields: fields,
				additionalFields: fields,
				username: 'new.one',
				email: 'new.one@acme.example',
				populationId: EMPLOYEES_ID,
			});
			expect(received).toEqual([]);
			expect(bad[0].error).toContain(`'Custom Attributes' cannot contain "${name}"`);
			expect(bad[0].error).toContain(`Use ${instead}`);
			expect(bad[0].error).not.toContain('secret');
		}
	});

	const NESTED = `{"a": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`;

	it.each([
		['{{ $json.attributes }}', 'is an expression that was not resolved'],
		['{"costCenter": "{{ $json.x"}', 'is an expression that was not resolved'],
		['={{ ({ costCenter: "{" + "{ $json.x" }) }}', 'contains an expression that returned nothing'],
		['{"costCenter": "null"}', 'contains an expression that returned nothing'],
		['={{ ({ tags: ["a", "undefined"] }) }}', 'contains an expression that returned nothing'],
		['={{ ({ costCenter: 0 / 0 }) }}', 'contains an expression that returned nothing'],
		['={{ ({ costCenter: $json.nothing }) }}', 'contains an expression that returned nothing'],
		[`{"a": ${'['.repeat(20)}${']'.repeat(20)}}`, 'is too long or nested too deeply'],
		[NESTED, 'is too long or nested too deeply'],
		[`{"a": [${'1,'.repeat(20_000)}1]}`, 'is too long or nested too deeply'],
		[`{"a": "${'x'.repeat(16_384)}"}`, 'is too long'],
		['={{ ({ a: "x".repeat(16_384) }) }}', 'is too long'],
		[`{"a": 1 ${' '.repeat(200_000)}}`, 'is too long'],
	])('must not be %.40s', async (customAttributes, sentence) => {
		const { bad, received } = await update({ customAttributes }, [{ ...JANE, nested: NESTED }]);
		expect(received).toEqual([]);
		expect(bad[0].error).toContain(`'Custom Attributes' ${sentence}`);
	});

	it('names a value that n8n itself cannot read', async () => {
		const nested = { customAttributes: '={{ JSON.parse($json.nested) }}' };
		const { bad, received } = await update(nested, [{ ...JANE, nested: NESTED }]);
		expect(received).toEqual([]);
		expect(bad[0].error).toContain('its value is nested too deep');
	});

	it('may be nested, and have the word null in a text', async () => {
		const customAttributes = `{"a": ${'['.repeat(19)}${']'.repeat(19)}, "b": "x \\"null\\", y", "c": "nullable"}`;
		const { received } = await update({ customAttributes });
		expect(received.find(({ method }) => method === 'PATCH')?.body).toBe(
			JSON.stringify(JSON.parse(customAttributes)),
		);
	});

	it.each(['', '[]', '[null]', '"text"', '{"a": }', '={{ 42 }}', '={{ null }}'])(
		'must be a JSON object, and not %s',
		async (customAttributes) => {
			const { bad, received } = await update({ customAttributes });
			expect(received).toEqual([]);
			expect(bad[0].error).toMatch(/'Custom Attributes' is not a JSON object/);
		},
	);
});

it.each([{}, { customAttributes: '{}' }])('Update of nothing sends nothing: %j', async (fields) => {
	const { bad, received } = await update(fields);
	expect(received).toEqual([]);
	expect(bad[0].error).toContain("'Update Fields' is empty");
});

it.each([
	['nothing', ''],
	['an ID alone', { id: ID }],
	['no name', { id: ID, title: 'Boss' }],
])('Update reads the user where the response shows %s', async (_what, body) => {
	const replacedBy = { status: body === '' ? 204 : 200, body };
	fixture.simulator.faults.inject({ fault: { replacedBy }, on: /^PATCH/ });
	const { good } = await update({ title: 'Boss' });
	expect(good).toMatchObject([
		{ username: 'jane.doe', name: 'Jane Doe', populationId: EMPLOYEES_ID, changed: true },
	]);
});

describe('what PingOne shows after Update', () => {
	it.each([
		['nothing of it', {}, 'of "nickname", "title"', 'Changed: none.'],
		['a part of it', { title: 'Boss' }, 'of "nickname"', 'Changed: "title".'],
	])('makes the item fail if it is %s', async (_what, shown, missing, done) => {
		const user = { id: ID, username: 'jane.doe', title: 'Clerk', ...shown };
		respondWith(fixture, /^PATCH/, 200, user);
		respondWith(fixture, /^GET.*users\/[^/]+$/, 200, user);
		const { good, bad } = await update({ title: 'Boss', nickname: 'J' });
		expect(good).toEqual([]);
		expect(bad[0].error).toContain(
			`but does not show the new value ${missing} for user "jane.doe"`,
		);
		expect(bad[0].error).toContain(done);
	});

	it('may be written in another way', async () => {
		const name = { given: 'Jane', family: 'Doe', formatted: 'Jane Doe' };
		const user = { id: ID, username: 'jane.doe', name, costCenter: '4711', title: 'boss' };
		respondWith(fixture, /^PATCH/, 200, user);
		const customAttributes = '{"costCenter": 4711}';
		const { good } = await update({ title: 'BOSS', customAttributes, givenName: 'Jane' });
		expect(good).toMatchObject([{ success: true, changed: true }]);
	});
});

describe('the population', () => {
	const MOVE = `PUT users/${ID}/population application/json {"id":"${CONTRACTORS_ID}"}`;
	const population = { populationId: inList(CONTRACTORS_ID) };

	it('alone is changed with one request, and read', async () => {
		const { good, received } = await update(population);
		expect(received.map(({ method }) => method)).toEqual(['GET', 'PUT', 'GET']);
		expect(changesIn(received)).toEqual([MOVE]);
		expect(good).toMatchObject([{ populationId: CONTRACTORS_ID, changed: true }]);
	});

	it.each([EMPLOYEES_ID, EMPLOYEES_ID.toUpperCase()])(
		'that the user is in already sends nothing: %s',
		async (id) => {
			const { good, received } = await update({ populationId: inList(id) });
			expect(changesIn(received)).toEqual([]);
			expect(good).toMatchObject([{ populationId: EMPLOYEES_ID, changed: false }]);
			const more = await update({ populationId: inList(id), title: 'Boss' });
			expect(changesIn(more.received)).toHaveLength(1);
			expect(more.good).toMatchObject([{ changed: true }]);
		},
	);

	it('fails where PingOne responds 200 and shows the old one', async () => {
		respondWith(fixture, /^PUT/, 200, { id: CONTRACTORS_ID });
		const { good, bad } = await update(population);
		expect(good).toEqual([]);
		expect(bad[0].error).toContain(
			`PingOne accepted the request, but does not show user "jane.doe" in population ${CONTRACTORS_ID}`,
		);
		expect(bad[0].error).toContain(`PingOne shows population "${EMPLOYEES_ID}"`);
		expect(bad[0].error).not.toContain('Already changed');
	});

	it('fails where PingOne shows none at all', async () => {
		let isSent = false;
		const put = { test: (request: string) => request.startsWith('PUT') && (isSent = true) };
		fixture.simulator.faults.inject({ fault: { response: { status: 204 } }, on: put });
		const reads = { test: (request: string) => isSent && request.startsWith('GET') };
		const body = { id: ID, username: 'jane.doe' };
		fixture.simulator.faults.inject({ fault: { response: { status: 200, body } }, on: reads });
		const { good, bad } = await update(population);
		expect(good).toEqual([]);
		expect(bad[0].error).toContain('does not show user "jane.doe" in population');
	});

	it('that cannot be changed fails, and says what has been changed before', async () => {
		respondWith(fixture, /^PUT/, 403, { code: 'ACCESS_FAILED' });
		const { good, bad } = await update({ ...population, title: 'Boss', nickname: 'J' });
		expect(good).toEqual([]);
		expect(bad[0].error).toContain('PingOne denies access to user "jane.doe" and population');
		expect(bad[0].error).toContain('Already changed for this item: "nickname", "title".');
		expect(attributes()).toMatchObject({ title: 'Boss' });
	});

	it('is not changed where the attributes are refused', async () => {
		const { bad, received } = await update({ ...population, username: 'luis.ortega' });
		expect(changesIn(received)).toHaveLength(1);
		expect(bad[0].error).toContain('Nothing was changed for this item');
	});
});

it('a response that is nested too deep is refused with a sentence, and nothing is made of it', async () => {
	const deep = `{"id":"${ID}","a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
	for (const method of ['GET', 'PATCH']) {
		respondWith(fixture, new RegExp(`^${method}`), 200, deep, 1);
		const { bad, good } = await update({ title: 'Boss' });
		expect(good).toEqual([]);
		expect(bad[0].error).toContain('nested more than 100 levels deep');
	}
});
