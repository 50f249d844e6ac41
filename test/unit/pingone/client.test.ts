import type { IHttpRequestOptions } from 'n8n-workflow';
import { RequestScheduler } from '../../../nodes/shared/http/scheduler';
import type { ApiResponse } from '../../../nodes/shared/pingone/errors/responseErrors';
import { PingOneClient, type Call } from '../../../nodes/shared/pingone/client';
import { Environment } from '../../../nodes/shared/pingone/environment';
import { readAll, readPage, readPages } from '../../../nodes/shared/pingone/collection';
import { failureOf } from '../../support/failureOf';
import { VirtualClock } from '../http/simulation/virtualClock';

const BASE = 'https://api.pingone.com/v1';
const CONTEXT = {
	addressField: "'API Path'",
	tokenAdvice: 'Get another.',
	secrets: new Set<string>(),
};
const SUBJECT = { name: 'the users' };
const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;

type Reply = ApiResponse | Error;

/** A client whose requests get these replies, in turn, and the last one from then on. */
function clientWith(replies: Reply[], { isWithoutItems = false, maxAttempts = 10 } = {}) {
	const clock = new VirtualClock();
	const sent: IHttpRequestOptions[] = [];
	const client = new PingOneClient(
		async (request) => {
			const reply = replies[Math.min(sent.length, replies.length - 1)];
			sent.push(request);
			if (reply instanceof Error) throw reply;
			return reply;
		},
		BASE,
		{ ...CONTEXT, isWithoutItems },
		new RequestScheduler({ maxAttempts }, clock),
	);
	const run = async <Value>(work: Promise<Value>) => {
		await clock.runUntil(Promise.allSettled([work]));
		return await work;
	};
	return { client, sent, run };
}

const ok = (body: unknown = ''): ApiResponse => ({ status: 200, body });
const cut = () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

describe('a call', () => {
	async function timesSent(status: number, call: Call, method: (typeof METHODS)[number]) {
		const { client, sent, run } = clientWith([{ status, body: '' }, ok()]);
		await run(client.send(method, '/x', call));
		return sent.length;
	}

	it.each(METHODS)(
		'%s is not repeated after it may have been carried out, unless it says so',
		async (method) => {
			const call = { isRepeatable: true, ifUnknown: 'Twice does no harm.' };
			expect(await timesSent(500, {}, method)).toBe(1);
			expect(await timesSent(429, {}, method)).toBe(2);
			expect(await timesSent(500, call, method)).toBe(2);
		},
	);

	it('is sent four times at most for 415, and only if it says that PingOne does that now and then', async () => {
		const call = { retries415: true };
		expect(await timesSent(415, call, 'POST')).toBe(2);
		expect(await timesSent(415, {}, 'POST')).toBe(1);
		const { client, sent, run } = clientWith([{ status: 415, body: '' }]);
		const calls = Array.from({ length: 30 }, async () => await client.send('POST', '/x', call));
		expect(await run(Promise.all(calls))).toHaveLength(30);
		// It is no outage either: PingOne responds.
		expect(sent).toHaveLength(120);
	});

	it('is repeated after UNEXPECTED_ERROR with any status as after a 500', async () => {
		for (const status of [400, 401, 403, 404, 409]) {
			for (const isRepeatable of [true, false]) {
				const replies = [{ status, body: { code: 'UNEXPECTED_ERROR' } }, ok()];
				const { client, sent, run } = clientWith(replies);
				await run(client.send('POST', '/x', { isRepeatable }));
				expect(sent).toHaveLength(isRepeatable ? 2 : 1);
			}
		}
	});

	it('carries neither a body nor a media type unless it is given one', async () => {
		const { client, sent, run } = clientWith([ok()]);
		await run(client.send('DELETE', '/x'));
		const { abortSignal, ...request } = sent[0];
		expect(abortSignal).toBeDefined();
		expect(request).toEqual({ method: 'DELETE', url: `${BASE}/x`, timeout: 30_000, headers: {} });
	});

	it.each<[Call, string, string | undefined]>([
		[{ body: { enabled: false } }, 'application/json', '{"enabled":false}'],
		[{ body: {} }, 'application/json', '{}'],
		[{ mediaType: 'application/vnd.x' }, 'application/vnd.x', undefined],
		[{ mediaType: 'application/vnd.x+json', body: { a: 1 } }, 'application/vnd.x+json', '{"a":1}'],
	])('carries %j', async (call, mediaType, body) => {
		const { client, sent, run } = clientWith([ok()]);
		await run(client.send('PUT', '/x', call));
		expect(sent[0].headers).toEqual({ 'Content-Type': mediaType });
		expect(sent[0].body).toBe(body);
	});

	it('carries the transaction ID, and has the timeout that it is given', async () => {
		const { client, sent, run } = clientWith([ok()]);
		await run(client.send('POST', '/x', {}, { transactionId: 'INC-1', timeoutMs: 5 }));
		expect(sent[0]).toMatchObject({
			headers: { 'X-Ping-External-Transaction-Id': 'INC-1' },
			timeout: 5,
		});
	});

	it('has the response, whatever its status, and how it came to be', async () => {
		const { client, run } = clientWith([
			{ status: 500, body: { code: 'X' } },
			{ status: 404, body: '' },
		]);
		const call = { isRepeatable: true, ifUnknown: 'Twice does no harm.' };
		expect(await run(client.send('POST', '/x', call))).toEqual({
			status: 404,
			body: '',
			attempts: 2,
			mayHaveBeenCarriedOut: true,
			hadUnknownOutcome: true,
			ifUnknown: 'Twice does no harm.',
		});
	});

	it.each([
		[undefined, 'It is not known whether PingOne carried it out'],
		['Twice does no harm.', 'Twice does no harm.'],
	])('says what to do if there is no response: %s', async (ifUnknown, advice) => {
		const { client, run } = clientWith([cut()]);
		const error = await failureOf(async () => await run(client.send('POST', '/x', { ifUnknown })));
		expect(error.message).toBe('api.pingone.com ended the connection without a response');
		expect(error.description).toContain(advice);
	});

	it('that is not sent, because the token is dead, fails with the response to the other', async () => {
		const { client, sent, run } = clientWith([{ status: 401, body: '' }]);
		expect(await run(client.send('POST', '/x'))).toMatchObject({ status: 401 });
		const error = await failureOf(async () => await run(client.send('POST', '/y')));
		expect(error.message).toContain('PingOne does not accept the access token');
		expect(error.description).toBe('This item was not tried. Get another.');
		expect(sent).toHaveLength(1);
	});

	it('that is not sent, because none succeeds, has what was heard last', async () => {
		const { client, sent, run } = clientWith([{ status: 503, body: '' }]);
		const work = Array.from({ length: 12 }, async () => await client.get('/x', SUBJECT));
		const results = await run(Promise.allSettled(work));
		expect(results.every(({ status }) => status === 'rejected')).toBe(true);
		const before = sent.length;
		const error = await failureOf(async () => await run(client.get('/y', SUBJECT)));
		expect(error.message).toBe(
			'No request to api.pingone.com succeeds any more, so this item was not tried',
		);
		expect(error.description).toContain(
			'The last response: PingOne could not carry out the request for another item (503).',
		);
		expect(sent).toHaveLength(before);
	});

	it.each([401, 503])(
		"that is not sent after a %i shows nothing of what PingOne said of another item's password",
		async (status) => {
			const password = 'Sup3rS3cret!';
			const details = [{ code: 'INVALID_VALUE', target: password, message: `not ${password}` }];
			const body = { id: password, code: 'ACCESS_FAILED', message: `for ${password}`, details };
			const { client, run } = clientWith([{ status, body }]);
			const first = client.withSecret(password);
			const failing = Array.from({ length: 10 }, async () => await first.get('/x', SUBJECT));
			await run(Promise.allSettled(failing));
			const error = await failureOf(async () => await run(client.get('/y', SUBJECT)));
			expect(error.description).toContain(status === 401 ? 'was not tried' : 'last response');
			expect(`${error.message} ${error.description}`).not.toContain(password);
		},
	);

	it('that is not sent, because there is no such host, fails with that reason', async () => {
		const noHost = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
		const { client, sent, run } = clientWith([noHost]);
		await failureOf(async () => await run(client.send('POST', '/x')));
		const error = await failureOf(async () => await run(client.send('POST', '/y')));
		expect(error.message).toBe('There is no host named api.pingone.com');
		expect(error.description).toContain('This item was not tried. ');
		expect(sent).toHaveLength(1);
	});
});

describe('reading', () => {
	it('gives back the object', async () => {
		const { client, sent, run } = clientWith([ok({ id: '1' })]);
		expect(await run(client.get('/x?y=1', SUBJECT))).toEqual({ id: '1' });
		expect(sent[0]).toMatchObject({ method: 'GET', url: `${BASE}/x?y=1` });
	});

	it.each([
		{ status: 201, body: { id: '1' } },
		{ status: 200, body: [] },
		{ status: 200, body: '' },
		{ status: 200, body: null },
	])('fails with anything else: %j', async (response) => {
		const { client, run } = clientWith([response]);
		const error = await failureOf(async () => await run(client.get('/x', SUBJECT)));
		expect(error.message).toContain("instead of PingOne's response about the users");
	});

	it.each([
		[false, 'Nothing was changed. Run the workflow again later for this item.'],
		[true, 'Nothing was changed. Try again in a minute.'],
	])('is repeated, and changes nothing; in the editor: %s', async (isWithoutItems, advice) => {
		const { client, sent, run } = clientWith([cut()], { isWithoutItems, maxAttempts: 2 });
		const error = await failureOf(async () => await run(client.get('/x', SUBJECT)));
		expect(sent).toHaveLength(2);
		expect(error.description).toBe(`Tried 2 times. ${advice}`);
	});

	it('is tried once without a scheduler of its own, as in the editor', async () => {
		let sent = 0;
		const client = new PingOneClient(
			async () => {
				sent += 1;
				throw cut();
			},
			BASE,
			CONTEXT,
		);
		await failureOf(async () => await client.get('/x', SUBJECT));
		expect(sent).toBe(1);
	});
});

describe('a collection', () => {
	const collection = { path: '/users?limit=1', name: 'users', subject: SUBJECT };
	const page = (users: unknown, next?: unknown) =>
		ok({ _embedded: { users }, _links: { next: next === undefined ? undefined : { href: next } } });

	async function read(replies: Reply[]) {
		const { client, sent, run } = clientWith(replies);
		const pages: unknown[] = [];
		const reading = (async () => {
			for await (const listed of readPages(client, collection)) pages.push(listed);
		})();
		await run(reading);
		return { pages, paths: sent.map(({ url }) => url.slice(BASE.length)) };
	}

	it('is read page by page, until one names no next page', async () => {
		const replies = [page([{ id: '1' }], `${BASE}/users?cursor=2`), page([{ id: '2' }, null, 'x'])];
		expect(await read(replies)).toEqual({
			pages: [[{ id: '1' }], [{ id: '2' }]],
			paths: ['/users?limit=1', '/users?cursor=2'],
		});
	});

	it('is read no further than the caller needs', async () => {
		const { client, sent, run } = clientWith([page([], `${BASE}/users?cursor=2`)]);
		await run(readPages(client, collection).next());
		expect(sent).toHaveLength(1);
	});

	it('is not read for ever if a page comes again', async () => {
		const error = await failureOf(
			async () =>
				await read([page([], `${BASE}/users?cursor=2`), page([], `${BASE}/users?limit=1`)]),
		);
		expect(error.message).toBe(
			'PingOne returned the same page of the users twice, so the list would never end',
		);
		expect(error.description).toContain('report it to your PingOne administrator');
	});

	it.each([
		[ok({ _links: {} }), []],
		[ok({ _links: {}, _embedded: {} }), []],
		[ok({ _embedded: {} }), []],
		[ok({ _embedded: { users: [] } }), []],
		[ok({ count: 0 }), []],
		[ok({ _links: {}, _embedded: { groups: [] } }), undefined],
		[ok({}), undefined],
		[ok({ status: 'ok', size: 3 }), undefined],
		[ok({ _embedded: { users: {} } }), undefined],
		[ok({ size: 0 }), []],
		[ok({ _links: {}, count: 5, size: 0 }), []],
		[ok({ _links: {}, size: 5 }), undefined],
		[ok({ _links: {}, count: 5 }), undefined],
		[ok({ _links: {}, _embedded: {}, size: 5 }), undefined],
		[ok({ _links: 'x' }), undefined],
		[ok({ _embedded: 'x' }), undefined],
	])('without entries is empty only if PingOne says so: %j', async (reply, listed) => {
		const { client, run } = clientWith([reply]);
		const reading = run(readPage(client, collection));
		if (listed === undefined) {
			const { message, status } = await failureOf(async () => await reading);
			expect(message).toContain('Received an unexpected response instead of');
			expect(status).toBe(200);
		} else expect(await reading).toEqual({ listed });
	});

	it.each([
		'/environments/e2/users?cursor=2',
		'/environments?cursor=2',
		'/environments/e1?cursor=2',
	])('is not followed out of the environment: %s', async (next) => {
		const { client, run } = clientWith([page([], `${BASE}${next}`)]);
		const environment = new Environment(client, 'e1');
		const error = await failureOf(
			async () => (await run(readPage(environment, collection))).nextPath,
		);
		expect(error.message).toContain('to another host, API or environment, so it was not opened');
	});

	it('is followed within the environment', async () => {
		const { client, run } = clientWith([page([], `${BASE}/environments/e1/users?cursor=a%2F//b`)]);
		const { nextPath } = await run(readPage(new Environment(client, 'e1'), collection));
		expect(nextPath).toBe('/users?cursor=a%2F//b');
	});

	it('may have 150,000 entries on a page', async () => {
		const { client, run } = clientWith([page(Array.from({ length: 150_000 }, () => ({})))]);
		expect(await run(readAll(client, collection))).toHaveLength(150_000);
	});

	it('is read to its end if no more than 100 empty pages come in a row', async () => {
		// 100 empty ones, one with an entry, and the same again.
		const replies = Array.from({ length: 202 }, (_, index) =>
			page(
				index % 101 === 100 ? [{}] : [],
				index < 201 ? `${BASE}/users?cursor=${index}` : undefined,
			),
		);
		expect((await read(replies)).pages).toHaveLength(202);
	});

	it('ends with an error after 100 empty pages in a row', async () => {
		const empty = Array.from({ length: 200 }, (_, cursor) =>
			page([], `${BASE}/users?cursor=${cursor}`),
		);
		const error = await failureOf(async () => await read(empty));
		expect(error.message).toContain('more than 100 empty pages of the users in a row');
	});

	it.each([
		'https://evil.example/v1/users',
		'http://api.pingone.com/v1/users',
		'https://api.pingone.com/v1',
		'https://api.pingone.com/v1/../elsewhere',
		'https://api.pingone.com/v1users',
		'https://api.pingone.com/v1/environments/e1/%2F../e2/users',
		'https://api.pingone.com/v1/%2e%2e%2felsewhere',
		'https://api.pingone.com/v1//environments/e2/users',
		'/v1/users',
		'not an address',
	])('names no next page outside the API: %s', async (href) => {
		const { client, run } = clientWith([page([], href)]);
		const error = await failureOf(async () => (await run(readPage(client, collection))).nextPath);
		expect(error.message).toBe(
			"PingOne's link to the next page points to another host, API or environment, so it was not opened",
		);
		expect(error.description).toContain('The token is only sent to the host in the credential.');
	});

	it.each([[{ next: 'x' }], [{ next: { href: 1 } }], [{}], ['x']])(
		'has no next page if there is no address: %j',
		async (links) => {
			const { client, run } = clientWith([ok({ _embedded: { users: [] }, _links: links })]);
			expect(await run(readPage(client, collection))).toEqual({ listed: [] });
		},
	);
});
