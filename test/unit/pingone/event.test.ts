import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { validWebhookAddress } from '../../../nodes/PingOneTrigger/webhookAddress';
import {
	authorizationWith,
	hashOf,
	hasHash,
	newSecret,
} from '../../../nodes/PingOneTrigger/deliverySecret';
import { readDelivery } from '../../../nodes/PingOneTrigger/readDelivery';
import {
	activityTypesOf,
	filteredIds,
	filteredResult,
} from '../../../nodes/shared/node/fields/eventFields';
import {
	clientIdOf,
	matchesFilter,
	isActivity,
	simplifyActivity,
} from '../../../nodes/shared/pingone/events/event';
import {
	dependsOnPopulation,
	matchesAuditFilter,
	type AuditFilter,
} from '../../../nodes/shared/pingone/events/eventFilter';
import { ACTIVITY_TYPES } from '../../../nodes/shared/pingone/events/eventTypes';
import { oldestFirst, recordedAtMs } from '../../../nodes/shared/pingone/events/auditLog';
import { canonicalAddress } from '../../../nodes/shared/pingone/events/ipAddress';
import {
	CAPTURED_EVENTS,
	capturedEvent,
	type CapturedEvent,
} from '../../../simulator/events/capturedEvents';
import { seededId } from '../../../simulator/seed/seededIds';
import { failureOf } from '../../support/failureOf';

const USER = seededId('user jane.doe');
const ADMIN = seededId('user olga.owner');
const GROUP = seededId('group VPN Users');
const WORKFORCE = seededId('environment Acme Workforce');
const POPULATION = seededId('population');

const captured = (type: string) => capturedEvent(type) as CapturedEvent & IDataObject;
/** The values that the captured events have in common. */
const BOB = captured('USER.UPDATED').resources![0];
const JANE = captured('USER.UPDATED').actors!.user as { id: string; name: string };
const PORTAL = captured('APPLICATION.DELETED').resources![0];
const BOBS_POPULATION = (BOB.population as { id: string }).id;

const EVENT = captured('USER.ACCESS_ALLOWED');
const MEMBERSHIP = {
	type: 'MEMBER_OF_GROUP',
	id: GROUP,
	name: 'VPN Users',
	href: `https://api.pingone.eu/v1/environments/${WORKFORCE}/users/${USER}/memberOfGroups/${GROUP}`,
};
const ALWAYS = ['eventId', 'type', 'description', 'recordedAt', 'result'];
const USERS = ['userId', 'username', 'actorId', 'actor', 'ipAddress'];
const SOMETIMES = ['sessionId', 'deviceId', 'groupId', 'groupName', 'applicationId'];
const FIELDS = [
	...ALWAYS,
	...USERS,
	...SOMETIMES,
	'changedAttributes',
	'populationId',
	'riskLevel',
];

describe('an event, simplified', () => {
	const resource = (type: string, index = 0) => captured(type).resources![index];
	const bob = { userId: BOB.id, username: BOB.name, populationId: BOBS_POPULATION };
	const bobById = { userId: BOB.id, username: null };
	const nobody = { userId: null, username: null };
	const byJane = { actorId: JANE.id, actor: JANE.name };
	const byBob = { actorId: BOB.id, actor: BOB.name };
	const byNobody = { actorId: null, actor: null };
	const device = { deviceId: resource('OTP.CHECK_FAILED', 1).id };
	const group = { groupId: resource('GROUP.CREATED').id, groupName: 'VPN Users' };
	const EXPECTED: Record<string, object> = {
		'APPLICATION.DELETED': { ...nobody, ...byJane, applicationId: PORTAL.id },
		'FLOW.UPDATED': { ...bob, ...byBob },
		'GROUP.CREATED': { ...nobody, ...byJane, ...group },
		'IDENTITY_PROVIDER.UPDATED': { ...nobody, ...byJane },
		'KEY.READ': { ...nobody, ...byJane },
		'MEMBER_OF_GROUP.CREATED': { ...bobById, ...byJane, ...group },
		'MEMBER_OF_GROUP.DELETED': { ...bobById, ...byJane, ...group },
		'OTP.CHECK_FAILED': { ...bob, ...byBob, ...device },
		'OTP.CHECK_SUCCESS': { ...bob, ...byBob, ...device },
		'PASSWORD.CHECK_FAILED': { ...bob, ...byNobody, ipAddress: null },
		'RISK_EVALUATION.CREATED': { ...nobody, username: BOB.name, ...byNobody, riskLevel: 'HIGH' },
		'ROLE_ASSIGNMENT.CREATED': { ...bob, ...byJane },
		'ROLE_ASSIGNMENT.DELETED': { ...bob, ...byJane },
		'SECRET.READ': { ...nobody, ...byJane },
		'SESSION.DELETED': { ...bob, ...byNobody, sessionId: resource('SESSION.DELETED', 1).id },
		'SUBSCRIPTION.CREATED': { ...nobody, ...byJane },
		'USER.ACCESS_ALLOWED': { ...bob, ...byBob },
		'USER.ACCESS_DENIED': { ...bob, ...byBob },
		'USER.CREATED': { ...bob, ...byJane },
		'USER.DELETED': { ...bob, ...byJane },
		'USER.UPDATED': { ...bob, ...byJane, changedAttributes: ['enabled'] },
	};

	it.each(CAPTURED_EVENTS.map(({ action }) => [action.type]))(
		'says who is affected and who acted, and only what the event says: %s',
		(type) => {
			const event = captured(type);
			expect(simplifyActivity(event)).toEqual({
				eventId: event.id,
				type,
				description: event.result.description,
				recordedAt: event.recordedAt,
				result: event.result.status,
				ipAddress: '203.0.113.7',
				...EXPECTED[type],
			});
		},
	);

	it('has the fields of the output schemas', () => {
		const all = { ...captured('USER.UPDATED'), _embedded: { modifiedAttributes: ['email'] } };
		const resources = [
			'OTP.CHECK_FAILED',
			'SESSION.DELETED',
			'GROUP.CREATED',
			'APPLICATION.DELETED',
		];
		const event = {
			...all,
			resources: resources.flatMap((type) => captured(type).resources!),
			_embedded: { ...all._embedded, ...captured('RISK_EVALUATION.CREATED')._embedded },
		};
		expect(Object.keys(simplifyActivity(event)).sort()).toEqual([...FIELDS].sort());
		for (const path of [
			...['PingOneTrigger/__schema__/v1.0.0', 'PingOneTrigger/__schema__/v1.0.0/output'],
			'PingOneActivityTrigger/__schema__/v1.0.0',
			'PingOneActivityTrigger/__schema__/v1.0.0/output',
			...['PingOneActivity/__schema__/v1.0.0/get', 'PingOneActivity/__schema__/v1.0.0/getAll'],
		]) {
			const { properties } = JSON.parse(readFileSync(join('nodes', `${path}.json`), 'utf8'));
			expect(Object.keys(properties).sort()).toEqual([...FIELDS].sort());
		}
	});

	it.each<[string, IDataObject, object]>([
		[
			'what was done in general where there is no result',
			{ result: { status: 'SUCCESS', description: '' } },
			{ description: 'User Access Allowed' },
		],
		[
			'no description',
			{ result: {}, action: { type: 'X.Y' } },
			{ description: null, result: null },
		],
		[
			'the population that the acting user has, if that is the same user, in capitals or not',
			{ resources: [{ type: 'USER', id: BOB.id.toUpperCase() }] },
			{ userId: BOB.id.toUpperCase(), username: BOB.name, populationId: BOBS_POPULATION },
		],
		[
			'nothing of an administrator about the affected user',
			{ resources: [{ type: 'USER', id: USER }] },
			{ userId: USER, username: null, actorId: BOB.id },
		],
		[
			'the user in a link, where the USER resource has no ID',
			{ resources: [{ type: 'user', name: 'jane.doe', href: MEMBERSHIP.href }] },
			{ userId: USER, username: 'jane.doe' },
		],
		[
			'no user where neither has one',
			{ resources: [{ type: 'USER', name: 'jane.doe' }] },
			{ userId: null, username: 'jane.doe' },
		],
		[
			'the first user whose link has a valid ID',
			{ resources: [{ type: 'X', href: 'https://…/users/me' }, MEMBERSHIP] },
			{ userId: USER, username: null, groupId: GROUP },
		],
		['nobody where there is no resource', { resources: [] }, { userId: null, username: null }],
		['nobody where the resources are no list', { resources: 'none' }, { userId: null }],
		[
			'the acting user, where a sign-on has no resource',
			{ action: { type: 'AUTHENTICATION.CREATED' }, resources: undefined },
			{ userId: BOB.id, username: BOB.name, populationId: BOBS_POPULATION },
		],
		[
			'the device where there is a user as well',
			{ action: { type: 'DEVICE.BLOCKED' }, resources: [resource('OTP.CHECK_FAILED', 1), BOB] },
			{ userId: BOB.id, username: BOB.name, ...device },
		],
		[
			'the user in the link of a device',
			{
				action: { type: 'DEVICE.LOCKED' },
				resources: [resource('OTP.CHECK_FAILED', 1)],
				actors: {},
			},
			{ ...bobById, ...device, actor: null },
		],
		[
			'the session where it begins',
			{ action: { type: 'SESSION.CREATED' }, resources: [BOB, resource('SESSION.DELETED', 1)] },
			{ userId: BOB.id, sessionId: resource('SESSION.DELETED', 1).id },
		],
		[
			'the membership where there is a group as well',
			{ resources: [{ type: 'GROUP', id: 'g' }, MEMBERSHIP] },
			{ groupId: GROUP, groupName: 'VPN Users' },
		],
		[
			'the application that is affected, not the one that was used',
			{ resources: [PORTAL], actors: { client: { id: 'adminui' } } },
			{ applicationId: PORTAL.id, userId: null, actorId: 'adminui', actor: 'adminui' },
		],
		[
			'an acting user before an application, also without a name',
			{ actors: { user: { id: ADMIN }, client: { name: 'Console' } } },
			{ actorId: ADMIN, actor: ADMIN },
		],
		[
			'an acting user by name alone',
			{ actors: { user: { name: 'olga.owner' }, client: { id: 'adminui' } } },
			{ actorId: null, actor: 'olga.owner' },
		],
		[
			'an application',
			{ actors: { client: { id: 'a', name: 'A' } } },
			{ actorId: 'a', actor: 'A' },
		],
		['no actor', { actors: 'somebody' }, { actorId: null, actor: null }],
		[
			'only texts among the changed attributes',
			{ _embedded: { modifiedAttributes: [7, 'enabled', ''] } },
			{ changedAttributes: ['enabled'] },
		],
	])('has %s', (_what, changes, expected) => {
		expect(simplifyActivity({ ...EVENT, ...changes })).toMatchObject(expected);
	});

	it.each<[string, IDataObject]>([
		['populationId', { resources: [{ ...BOB, population: {} }], actors: {} }],
		['populationId', { resources: [{ type: 'USER', id: USER }] }],
		['changedAttributes', { _embedded: { modifiedAttributes: [] } }],
		['sessionId', { internalCorrelation: { sessionId: GROUP } }],
		['applicationId', { actors: { client: { id: GROUP } } }],
	])('has no %s where it says: %j', (field, changes) => {
		expect(simplifyActivity({ ...EVENT, ...changes })).not.toHaveProperty(field);
	});

	it('of a risk evaluation does not take an administrator of the same name for the user', () => {
		const risk = captured('RISK_EVALUATION.CREATED');
		const actors = { user: { id: ADMIN, name: BOB.name } };
		expect(simplifyActivity({ ...risk, actors })).toMatchObject({
			...{ userId: null, username: BOB.name, actorId: ADMIN },
			...{ ipAddress: '203.0.113.7', riskLevel: 'HIGH' },
		});
		// The same fields in another event name nobody.
		const other = { ...risk, action: { type: 'X.Y' } };
		expect(simplifyActivity(other)).toMatchObject({ userId: null, username: null });
	});
});

describe('a criterion of the audit log', () => {
	const user = { id: USER, is: 'subject' } as const;

	it.each<[string, AuditFilter, boolean]>([
		['address', { ipAddress: '2001:4860:4860:0:0:0:0:8888' }, true],
		['address in capitals', { ipAddress: '2001:4860:4860::8888'.toUpperCase() }, true],
		['other address', { ipAddress: '2001:4860:4860::8889' }, false],
		['type', { types: ['user.access_allowed'] }, true],
		['other type', { types: ['USER.LOCKED'] }, false],
		['population', { populationIds: [POPULATION, BOBS_POPULATION.toUpperCase()] }, true],
		['other population', { populationIds: [POPULATION] }, false],
		['application', { applicationIds: ['x', String(PORTAL.id)] }, true],
		['affected user', { user: { ...user, id: BOB.id.toUpperCase() } }, true],
		['other user', { user }, false],
		['acting user', { user: { id: BOB.id, is: 'actor' } }, true],
	])('compares: %s', (_what, filter, matches) => {
		const event = { ...EVENT, source: { ipAddress: '2001:4860:4860::8888' } };
		expect(matchesAuditFilter(event, filter)).toBe(matches);
	});

	it('is the population alone on which a match depends', () => {
		const populationIds = [POPULATION];
		expect(dependsOnPopulation(EVENT, { types: [] })).toBe(false);
		expect(dependsOnPopulation(EVENT, { populationIds: [] })).toBe(false);
		expect(dependsOnPopulation(EVENT, { populationIds })).toBe(true);
		expect(dependsOnPopulation(EVENT, { populationIds, types: ['USER.LOCKED'] })).toBe(false);
	});

	it.each([
		['203.0.113.7', '::ffff:203.0.113.7', true],
		['203.0.113.7', '::FFFF:cb00:7107', true],
		['203.0.113.7', '0:0:0:0:0:ffff:203.0.113.7', true],
		['203.0.113.7', '::203.0.113.7', false],
		['203.0.113.7', '203.0.113.70', false],
		['::1', '0::0:1', true],
		['fe80::1', 'fe80:0000:0000:0000:0000:0000:0000:0001', true],
	])('takes %s and %s for one address: %s', (one, other, isSame) => {
		expect(canonicalAddress(one) === canonicalAddress(other)).toBe(isSame);
		for (const [from, ipAddress] of [
			[one, other],
			[other, one],
		]) {
			expect(matchesAuditFilter({ ...EVENT, source: { ipAddress: from } }, { ipAddress })).toBe(
				isSame,
			);
		}
	});

	it.each([
		'',
		'1.2.3',
		'1.2.3.4.5',
		'256.1.1.1',
		'1.2.3.04',
		'1::2::3',
		'::g',
		'abc',
		'1:2',
		'::1]/x',
	])('takes %j for no address', (text) => {
		expect(canonicalAddress(text)).toBeUndefined();
		expect(
			matchesAuditFilter({ ...EVENT, source: { ipAddress: text } }, { ipAddress: '::1' }),
		).toBe(false);
	});

	it('compares the address that a risk evaluation names', () => {
		const risk = captured('RISK_EVALUATION.CREATED');
		expect(matchesAuditFilter(risk, { ipAddress: '203.0.113.7' })).toBe(true);
	});
});

describe('the time of an event', () => {
	const at = (recordedAt: unknown) => recordedAtMs({ recordedAt } as IDataObject);
	const SECOND = Date.parse('2026-08-09T02:24:24Z');

	it.each([
		['2026-08-09T02:24:24Z', 0],
		['2026-08-09T02:24:24.5Z', 500],
		['2026-08-09T02:24:24.507Z', 507],
		['2026-08-09T02:24:24.507594727Z', 507],
		['2026-08-09T02:24:24.507594727+00:00', 507],
		['2026-08-09T02:24:24+0000', 0],
		['2026-08-09T02:24:24.5+0000', 500],
		['2026-08-09T02:24:24.999999999+0000', 999],
		['2026-08-09T04:24:24.5+0200', 500],
		['2026-08-09T02:24:24.507', 507],
	])('is read from %s', (text, ms) => {
		expect(at(text) - SECOND).toBe(ms);
	});

	it.each([undefined, '', 'yesterday', 7, {}, '2026-08-09', '2026-08-09T02:24:24.5+'])(
		'is none where it is %j',
		(text) => {
			expect(at(text)).toBeNaN();
		},
	);

	it('puts events in order, to the nanosecond and whatever the form', () => {
		const texts = [
			...['2026-08-09T02:24:24Z', '2026-08-09T02:24:24.4999+0000', '2026-08-09T02:24:24.5+00:00'],
			...['2026-08-09T02:24:24.507Z', '2026-08-09T02:24:24.507000001Z'],
			'2026-08-09T02:24:24.507594727+0000',
		];
		const shuffled = [4, 0, 5, 2, 1, 3].map((index) => ({ recordedAt: texts[index] }));
		expect(oldestFirst(shuffled).map(({ recordedAt }) => recordedAt)).toEqual(texts);
	});
});

describe('the filter of activities', () => {
	it.each([
		['SUCCESS', true, false],
		['success', true, false],
		['Failed', false, true],
		['FAILURE', false, true],
		['PARTIAL', false, false],
		[undefined, false, false],
		[7, false, false],
	])('takes the result %j for success: %s, and for failure: %s', (status, success, failure) => {
		const event = { ...EVENT, result: { status } };
		expect(matchesFilter(event, { result: 'success' })).toBe(success);
		expect(matchesFilter(event, { result: 'failure' })).toBe(failure);
		expect(matchesFilter(event, {})).toBe(true);
	});

	it('leaves out what an application has caused, whatever the case of its ID', () => {
		const event = { ...EVENT, actors: { client: { id: USER.toUpperCase() } } };
		expect(matchesFilter(event, { excludedClientId: USER })).toBe(false);
		expect(matchesFilter(event, { excludedClientId: ADMIN })).toBe(true);
		expect(matchesFilter({ ...EVENT, actors: {} }, { excludedClientId: USER })).toBe(true);
	});

	it('has a result that is success, failure, or any, and nothing else', async () => {
		const results = ['success', 'failure', 'any'].map(filteredResult);
		expect(results).toEqual(['success', 'failure', undefined]);
		for (const other of ['Success', '', null, undefined, 7]) {
			const { message } = await failureOf(() => filteredResult(other));
			expect(message).toContain("'Result' is neither Any nor Failure nor Success");
		}
	});

	it('has IDs, ten at most', async () => {
		expect(filteredIds('Population IDs', ` ${USER},,${ADMIN} `)).toEqual([USER, ADMIN]);
		expect(filteredIds('Population IDs', undefined)).toEqual([]);
		const ids = (count: number) =>
			Array.from({ length: count }, (_, index) => seededId(`population ${index}`)).join();
		expect(filteredIds('Population IDs', `${USER},${USER.toUpperCase()}`)).toEqual([USER]);
		expect(filteredIds('Population IDs', ids(10))).toHaveLength(10);
		expect((await failureOf(() => filteredIds('Population IDs', ids(11)))).message).toContain(
			'11 IDs',
		);
		expect((await failureOf(() => filteredIds('Population IDs', 'me'))).message).toContain(
			"'Population IDs' is not a valid UUID",
		);
	});
});

describe('the types of activities', () => {
	it('are listed by readable names, sorted, each once', () => {
		const names = ACTIVITY_TYPES.map(({ name }) => name);
		expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'en')));
		expect(new Set(names).size).toBe(names.length);
		expect(new Set(ACTIVITY_TYPES.map(({ value }) => value)).size).toBe(names.length);
		expect(names).toContain('User: Locked');
		expect(names.length).toBeGreaterThan(50);
	});

	it('say so where no user is affected', () => {
		const withoutUser = /^(APPLICATION|GROUP|IDENTITY_PROVIDER|KEY|SECRET|SUBSCRIPTION)\./;
		const marked = ACTIVITY_TYPES.filter(({ description }) => description !== undefined).filter(
			({ description }) => description?.includes('no affected user'),
		);
		const expected = ACTIVITY_TYPES.filter(({ value }) => withoutUser.test(String(value)));
		expect(marked).toEqual(expected);
		expect(marked.map(({ name }) => name)).toEqual(
			expect.arrayContaining([
				'Group: Created',
				'Application: Deleted',
				'Identity Provider: Updated',
			]),
		);
	});

	it('may be named beside the list', () => {
		expect(activityTypesOf(['USER.LOCKED'], ' user.locked, ROLE.CREATED ,')).toEqual([
			'USER.LOCKED',
			'ROLE.CREATED',
		]);
	});

	it.each([
		[[], '', 'No event is chosen'],
		['USER.LOCKED', undefined, 'No event is chosen'],
		[
			['USER.LOCKED'],
			'USER LOCKED',
			'\'More Events\' contains a value that is not an event type: "USER LOCKED"',
		],
		[[], '={{ $json.x }}', "'More Events' is an expression that was not resolved"],
		[['USER.LOCKED', 7], '', '\'Trigger On\' contains a value that is not an event type: "7"'],
		[['user.locked'], '', "'Trigger On' contains a value that is not an event type"],
		[[`A.${'B'.repeat(99)}`], '', "'Trigger On' contains a value that is not an event type"],
		[Array.from({ length: 501 }, () => 'A.B'), '', "'Trigger On' has 501 event types"],
	])('are refused where they are %j and %j', async (listed, more, message) => {
		expect((await failureOf(() => activityTypesOf(listed, more))).message).toContain(message);
	});
});

describe('a delivery', () => {
	const text = JSON.stringify;
	const event = { ...EVENT, id: 'e1' };
	const other = { ...EVENT, id: 'e2' };

	it.each([
		['an array', [event, other], text([event, other]), 2, 0],
		['an array of an unknown content type', undefined, text([event, other]), 2, 0],
		['one event', event, text(event), 1, 0],
		['one event, taken for a form', { [text(event)]: '' }, text(event), 1, 0],
		['lines', undefined, `${text(event)}\r\n\n${text(other)}\n`, 2, 0],
		['lines as text', `${text(event)}\n${text(other)}`, `${text(event)}\n${text(other)}`, 2, 0],
		['lines with another one', undefined, `${text(event)}\noops`, 1, 1],
		['text behind a byte order mark', undefined, `\uFEFF${text([event])}`, 1, 0],
		['things that are no objects', [event, 7, null, 'x', [event]], '', 1, 4],
		[
			'a list nested too deep',
			[event, JSON.parse(`${'{"a":'.repeat(200)}1${'}'.repeat(200)}`)],
			'',
			1,
			1,
		],
		['an object that is no event', { hello: 1 }, text({ hello: 1 }), 1, 0],
		['nothing', undefined, ' ', 0, 0],
		['an empty array', [], '[]', 0, 0],
	])('of %s is read', (_what, body, sent, objects, unreadable) => {
		const read = readDelivery(body, sent);
		expect([read.objects.length, read.unreadable]).toEqual([objects, unreadable]);
		if (objects === 2) expect(read.objects.map(({ id }) => id)).toEqual(['e1', 'e2']);
	});

	it('of 16 MB in lines is read up to 10,000 lines, which PingOne never sends', () => {
		const parse = jest.spyOn(JSON, 'parse');
		const read = readDelivery(undefined, `${text(event)}\n${'{\n'.repeat(8_000_000)}`);
		expect(parse.mock.calls.length).toBeLessThanOrEqual(10_001);
		parse.mockRestore();
		expect(read).toEqual({ objects: [event], unreadable: 9_999, hasMoreLines: true });
		const lines = Array.from({ length: 10_000 }, () => text(event)).join('\n');
		expect(readDelivery(undefined, `${lines}\n`)).toMatchObject({ hasMoreLines: false });
		expect(readDelivery(undefined, lines).objects).toHaveLength(10_000);
	});

	/** JSON, with the names and the half-right shapes that the code looks for. */
	const name = fc.constantFrom('id', 'action', 'type', 'actors', 'client', 'user', 'name');
	const more = fc.constantFrom('resources', 'href', 'environment', 'source', 'result', 'status');
	const odd = fc.constantFrom('_embedded', 'riskEvaluation', '__proto__', 'constructor', 'level');
	const { value } = fc.letrec((tie) => ({
		value: fc.oneof(
			{ maxDepth: 5 },
			fc.constantFrom<unknown>(null, true, 7, 'USER', 'users/me', '', '\uD800', USER, Infinity),
			fc.array(tie('value'), { maxLength: 4 }),
			fc.dictionary(fc.oneof(name, more, odd), tie('value'), { maxKeys: 6 }),
		),
	}));

	it('makes nothing throw, whatever it contains, and what comes out has known fields', () => {
		fc.assert(
			fc.property(
				value,
				fc.oneof(
					fc.string(),
					value.map((json) => JSON.stringify(json)),
				),
				(body, sent) => {
					for (const { objects } of [readDelivery(body, sent), readDelivery(undefined, sent)]) {
						for (const object of objects) {
							const simplified = simplifyActivity(object);
							const { changedAttributes = [''], ...texts } = simplified;
							expect(FIELDS).toEqual(expect.arrayContaining(Object.keys(simplified)));
							expect(Object.keys(simplified)).toEqual(
								expect.arrayContaining([...ALWAYS, ...USERS]),
							);
							expect([changedAttributes].flat().every((one) => typeof one === 'string')).toBe(true);
							expect(
								Object.values(texts).every((one) => one === null || typeof one === 'string'),
							).toBe(true);
							isActivity(object);
							clientIdOf(object);
							matchesFilter(object, { result: 'failure', excludedClientId: USER });
						}
					}
				},
			),
			{ numRuns: 2_000 },
		);
	});

	it('is an event only with an ID and a type', () => {
		expect(isActivity(EVENT)).toBe(true);
		expect(isActivity({ ...EVENT, id: undefined })).toBe(false);
		expect(isActivity({ ...EVENT, action: {} })).toBe(false);
		expect(isActivity([EVENT])).toBe(false);
	});
});

describe('the secret of a webhook', () => {
	it('is known by its hash alone, and is another one each time', () => {
		const [secret, other] = [newSecret(), newSecret()].map(authorizationWith);
		expect(secret).toMatch(/^Bearer [\w-]{43}$/);
		expect(other).not.toBe(secret);
		expect(hashOf(secret)).toMatch(/^[\da-f]{64}$/);
		expect(hasHash(secret, hashOf(secret))).toBe(true);
	});

	it.each([
		[undefined, hashOf('x')],
		['', hashOf('x')],
		['x ', hashOf('x')],
		[['x'], hashOf('x')],
		['x', undefined],
		['x', ''],
		['x', 'x'],
		['x', hashOf('x').toUpperCase()],
	])('is not %j where the hash is %j', (given, hash) => {
		expect(hasHash(given, hash)).toBe(false);
	});
});

describe("n8n's address", () => {
	it.each([
		'https://n8n.acme.example/webhook/1/webhook',
		'https://n8n.acme.example:8443/x',
		'https://203.0.113.7/x',
		'https://172.32.0.1/x',
		'https://100.128.0.1/x',
		'https://localhost.acme.example/x',
		'https://10.acme.example/x',
		'https://127.acme.example/x',
	])('may be %s', (url) => {
		expect(validWebhookAddress(url)).toBe(url);
	});

	it.each([
		...[
			'http://n8n.acme.example/x',
			'https://localhost/x',
			'https://localhost./x',
			'https://localhost../x',
		],
		...['https://n8n/x', 'https://n8n./x', 'https://n8n.localhost/x', 'https://[2001:db8::1]/x'],
		...['https://127.0.0.1/x', 'https://2130706433/x', 'https://0x7f.1/x', 'https://0.0.0.0/x'],
		...[
			'https://10.1.2.3/x',
			'https://192.168.1.2/x',
			'https://172.16.0.1/x',
			'https://172.31.9.9/x',
		],
		...[
			'https://169.254.1.1/x',
			'https://100.64.0.1/x',
			'https://100.127.0.1/x',
			'',
			'n8n',
			undefined,
		],
	])('may not be %j: the error names WEBHOOK_URL', async (url) => {
		const { message, description } = await failureOf(() => validWebhookAddress(url));
		expect(message).toMatch(/^PingOne cannot send to ".*": \w/);
		expect(description).toContain('WEBHOOK_URL');
	});

	it.each([
		'https://n8n:s3cret@n8n.acme.example/x',
		'https://n8n:s3%40cret@n8n.acme.example/x@',
		'http://n8n:s3cret@n8n.acme.example/x',
		'https://:s3cret@',
		'https:/n8n:s3cret@n8n.acme.example/x',
		'https:\\\\n8n:s3cret@n8n.acme.example/x',
		'https:n8n:s3cret@n8n.acme.example/x',
		'n8n:s3cret@n8n.acme.example/x',
		'https://n8n:s3\ncret@n8n.acme.example/x',
		'https://n8n:cret/s3@n8n.acme.example/x',
	])('may have no password in it, which is not shown: %s', async (url) => {
		const { message } = await failureOf(() => validWebhookAddress(url));
		expect(message).not.toMatch(/s3|cret/);
	});
});
