import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { checkedAddress } from '../../nodes/PingOneTrigger/webhookAddress';
import {
	authorizationWith,
	hashOf,
	hasHash,
	newSecret,
} from '../../nodes/PingOneTrigger/deliverySecret';
import { readDelivery } from '../../nodes/PingOneTrigger/readDelivery';
import {
	activityTypesOf,
	filteredIds,
	filteredResult,
} from '../../nodes/shared/node/fields/activities';
import {
	clientOf,
	fits,
	isActivity,
	simplifyActivity,
} from '../../nodes/shared/pingone/activities';
import { ACTIVITY_TYPES } from '../../nodes/shared/pingone/activityTypes';
import { seededId } from '../../sandbox/pingone/seededIds';
import { failureOf } from '../failureOf';

const USER = seededId('user jane.doe');
const ADMIN = seededId('user olga.owner');
const GROUP = seededId('group VPN Users');
const WORKFORCE = seededId('environment Acme Workforce');
const ADMINISTRATORS = seededId('environment Administrators');

/** As PingOne has been seen to send it. */
const EVENT = {
	id: 'e1',
	recordedAt: '2026-08-09T02:24:24.507594727Z',
	action: { type: 'USER.ACCESS_ALLOWED' },
	actors: {
		client: { id: 'adminui', name: 'Console', environment: { id: ADMINISTRATORS } },
		user: { id: ADMIN, name: 'olga.owner', type: 'USER', environment: { id: ADMINISTRATORS } },
	},
	source: { ipAddress: '203.0.113.7', userAgent: 'Mozilla' },
	resources: [
		{ type: 'APPLICATION', id: 'a1', name: 'Portal' },
		{ type: 'USER', id: USER, name: 'jane.doe', environment: { id: WORKFORCE }, population: {} },
	],
	result: { status: 'SUCCESS' },
};
const MEMBERSHIP = {
	type: 'MEMBER_OF_GROUP',
	id: GROUP,
	name: 'VPN Users',
	href: `https://api.pingone.eu/v1/environments/${WORKFORCE}/users/${USER}/memberOfGroups/${GROUP}`,
};

describe('an activity, simplified', () => {
	it('has ten fields, with the user that it is about and the one who acted', () => {
		expect(simplifyActivity(EVENT)).toEqual({
			eventId: 'e1',
			type: 'USER.ACCESS_ALLOWED',
			recordedAt: '2026-08-09T02:24:24.507594727Z',
			result: 'SUCCESS',
			userId: USER,
			username: 'jane.doe',
			actor: 'olga.owner',
			ipAddress: '203.0.113.7',
			environmentId: WORKFORCE,
			riskLevel: null,
		});
	});

	it('is about the user in an address where there is none among the resources', () => {
		const about = (event: IDataObject) => {
			const { userId, username, environmentId } = simplifyActivity(event);
			return [userId, username, environmentId];
		};
		const event = { ...EVENT, resources: [{ type: 'X', href: 'https://…/users/me' }, MEMBERSHIP] };
		expect(about(event)).toEqual([USER, null, ADMINISTRATORS]);
		const user = { type: 'USER', name: 'jane.doe', href: MEMBERSHIP.href };
		expect(about({ ...EVENT, resources: [user] })).toEqual([USER, 'jane.doe', ADMINISTRATORS]);
		const self = { ...event, actors: { user: { id: USER, name: 'jane.doe' } } };
		expect(about(self)).toEqual([USER, 'jane.doe', null]);
	});

	it.each([
		['no resource', { ...EVENT, resources: [] }, ADMIN, 'olga.owner'],
		['resources that are no list', { ...EVENT, resources: 'none' }, ADMIN, 'olga.owner'],
		['neither', { id: 'e1', action: { type: 'X' } }, null, null],
	])('is about who acted where it has %s', (_what, event, userId, username) => {
		expect(simplifyActivity(event)).toMatchObject({ userId, username });
	});

	it.each([
		[{ user: { id: ADMIN }, client: { name: 'Console' } }, ADMIN],
		[{ client: { id: 'adminui', name: 'Console' } }, 'Console'],
		[{ client: { id: 'adminui' } }, 'adminui'],
		[{}, null],
		['somebody', null],
	])('says who acted: of %j that is %s', (actors, actor) => {
		expect(simplifyActivity({ ...EVENT, actors }).actor).toBe(actor);
	});

	it('has the level of a risk evaluation, and whom that is about', () => {
		const risk = {
			id: 'e2',
			action: { type: 'RISK_EVALUATION.CREATED' },
			_embedded: {
				riskEvaluation: { result: { level: 'HIGH' } },
				riskEvent: { username: 'jane.doe', ip: '198.51.100.9' },
			},
		};
		const about = { username: 'jane.doe', ipAddress: '198.51.100.9', riskLevel: 'HIGH' };
		expect(simplifyActivity(risk)).toMatchObject({ ...about, userId: null });
		// Whoever acted may be somebody else.
		const by = (name: string) => ({ ...risk, actors: { user: { id: ADMIN, name } } });
		expect(simplifyActivity(by('admin'))).toMatchObject({ ...about, userId: null, actor: 'admin' });
		expect(simplifyActivity(by('jane.doe'))).toMatchObject({ ...about, userId: ADMIN });
		expect(simplifyActivity(by('Jane.Doe')).userId).toBe(ADMIN);
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
		expect(fits(event, { result: 'success' })).toBe(success);
		expect(fits(event, { result: 'failure' })).toBe(failure);
		expect(fits(event, {})).toBe(true);
	});

	it('leaves out what an application has caused, whatever the case of its ID', () => {
		const event = { ...EVENT, actors: { client: { id: USER.toUpperCase() } } };
		expect(fits(event, { exceptBy: USER })).toBe(false);
		expect(fits(event, { exceptBy: ADMIN })).toBe(true);
		expect(fits({ ...EVENT, actors: {} }, { exceptBy: USER })).toBe(true);
	});

	it('has a result that is success, failure, or any', () => {
		expect(['success', 'failure', 'any', undefined].map(filteredResult)).toEqual([
			...['success', 'failure'],
			...[undefined, undefined],
		]);
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
			"'More Events' has something that is no event of PingOne's: \"USER LOCKED\"",
		],
		[[], '={{ $json.x }}', "'More Events' has something"],
	])('are refused where they are %j and %j', async (listed, more, message) => {
		expect((await failureOf(() => activityTypesOf(listed, more))).message).toContain(message);
	});
});

describe('a delivery', () => {
	const text = JSON.stringify;
	const other = { ...EVENT, id: 'e2' };

	it.each([
		['an array', [EVENT, other], text([EVENT, other]), 2, 0],
		['an array of an unknown content type', undefined, text([EVENT, other]), 2, 0],
		['one event', EVENT, text(EVENT), 1, 0],
		['one event, taken for a form', { [text(EVENT)]: '' }, text(EVENT), 1, 0],
		['lines', undefined, `${text(EVENT)}\r\n\n${text(other)}\n`, 2, 0],
		['lines as text', `${text(EVENT)}\n${text(other)}`, `${text(EVENT)}\n${text(other)}`, 2, 0],
		['lines with another one', undefined, `${text(EVENT)}\noops`, 1, 1],
		['text behind a byte order mark', undefined, `\uFEFF${text([EVENT])}`, 1, 0],
		['things that are no objects', [EVENT, 7, null, 'x', [EVENT]], '', 1, 4],
		['an object that is no event', { hello: 1 }, text({ hello: 1 }), 1, 0],
		['nothing', undefined, ' ', 0, 0],
		['an empty array', [], '[]', 0, 0],
	])('of %s is read', (_what, body, sent, objects, unreadable) => {
		const read = readDelivery(body, sent);
		expect([read.objects.length, read.unreadable]).toEqual([objects, unreadable]);
		if (objects === 2) expect(read.objects.map(({ id }) => id)).toEqual(['e1', 'e2']);
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

	it('makes nothing throw, whatever it contains, and what comes out has ten fields', () => {
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
							expect(Object.keys(simplified)).toHaveLength(10);
							expect(
								Object.values(simplified).every((one) => one === null || typeof one === 'string'),
							).toBe(true);
							isActivity(object);
							clientOf(object);
							fits(object, { result: 'failure', exceptBy: USER });
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
		expect(checkedAddress(url)).toBe(url);
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
		const { message, description } = await failureOf(() => checkedAddress(url));
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
		const { message } = await failureOf(() => checkedAddress(url));
		expect(message).not.toMatch(/s3|cret/);
	});
});
