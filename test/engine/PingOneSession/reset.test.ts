import { seededSessionId, WORKFORCE_ID } from '../../../simulator/seed/seededIds';
import { EngineFixture, type Authentication } from '../../support/engine/engineFixture';
import { accelerateClock } from '../../support/engine/acceleratedClock';

const JANE = seededSessionId('jane.doe');
const AMARA = seededSessionId('amara.okafor');
const MEI = seededSessionId('mei.lin');

const AUTHENTICATIONS: Authentication[] = ['accessToken', 'worker'];

let fixture: EngineFixture;

afterEach(async () => await fixture.close());
accelerateClock();

describe.each(AUTHENTICATIONS)('a reset with %s', (authentication) => {
	beforeEach(async () => {
		fixture = await EngineFixture.open(authentication);
	});

	it('is one empty POST with the media type of a logout, and nothing else', async () => {
		const { run, received } = await fixture.reset([{ sessionId: JANE }]);

		expect(run.status).toBe('success');
		expect(received).toHaveLength(1);
		const [{ method, path, headers, bodyLength, status, carries }] = received;
		expect({ method, path, bodyLength, status }).toEqual({
			method: 'POST',
			path: `/v1/environments/${WORKFORCE_ID}/sessions/${JANE}`,
			bodyLength: 0,
			status: 204,
		});
		expect(headers['content-type']).toBe('application/vnd.pingidentity.sso.session.logout');
		expect(carries(fixture.accessToken)).toBe(authentication === 'accessToken');
		expect(headers['content-length'] ?? '0').toBe('0');
		expect(headers['transfer-encoding']).toBeUndefined();
		expect(headers['x-ping-external-transaction-id']).toBeUndefined();
	});

	it('ends the session in PingOne, and no other', async () => {
		const { sessions } = fixture.simulator.tenant;
		const before = new Set(sessions.keys());
		await fixture.reset([{ sessionId: JANE }]);
		before.delete(JANE);
		expect(new Set(sessions.keys())).toEqual(before);
	});

	it('puts out a confirmation', async () => {
		const { good } = await fixture.reset([{ sessionId: ` ${JANE}\n` }]);

		expect(good).toEqual([
			{
				success: true,
				environmentId: WORKFORCE_ID,
				sessionId: JANE,
				alreadyEnded: false,
				resetAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
				pairedWith: 0,
			},
		]);
		const secondsAgo = (Date.now() - Date.parse(String(good[0].resetAt))) / 1000;
		expect(secondsAgo).toBeGreaterThanOrEqual(0);
		expect(secondsAgo).toBeLessThan(30);
	});

	it('keeps input order and pairing, each item with its own session', async () => {
		const { good } = await fixture.reset([MEI, JANE, AMARA].map((sessionId) => ({ sessionId })));

		expect(good.map(({ sessionId, pairedWith }) => [sessionId, pairedWith])).toEqual([
			[MEI, 0],
			[JANE, 1],
			[AMARA, 2],
		]);
	});

	it('of the same session in 300 items is one request and 300 outputs', async () => {
		const { good, received } = await fixture.reset(
			Array.from({ length: 300 }, (_, index) => ({
				sessionId: index % 2 ? JANE : JANE.toUpperCase(),
			})),
		);

		expect(received).toHaveLength(1);
		expect(good).toHaveLength(300);
		expect(good.map(({ pairedWith }) => pairedWith)).toEqual(good.map((_, index) => index));
		expect(good[0].sessionId).toBe(JANE);
		expect(good[1].sessionId).toBe(JANE);
	});

	it('of one session ID in two environments is two requests', async () => {
		const elsewhere = [...fixture.simulator.tenant.environments.keys()].find(
			(id) => id !== WORKFORCE_ID,
		);
		const { received } = await fixture.reset(
			[{ sessionId: JANE }, { sessionId: JANE, environmentId: elsewhere }],
			{ onError: 'continueRegularOutput' },
		);
		expect(received.map(({ status }) => status)).toEqual([204, 404]);
	});

	it.each(['', '/', ' '])('takes the API path with %j behind it', async (end) => {
		const apiPath = `${fixture.simulator.apiPath.replace('/v1', '')}${end}`;
		const { received } = await fixture.reset([{ sessionId: JANE }], { credential: { apiPath } });
		expect(received[0].path).toBe(`/v1/environments/${WORKFORCE_ID}/sessions/${JANE}`);
	});

	it('takes an environment that was picked from the list', async () => {
		const environmentId = { __rl: true, mode: 'list', value: WORKFORCE_ID };
		const { good } = await fixture.reset([{ sessionId: JANE }], { parameters: { environmentId } });
		expect(good[0]).toMatchObject({ success: true, environmentId: WORKFORCE_ID });
	});
});

describe.each(AUTHENTICATIONS)('with %s, the options of a reset', (authentication) => {
	beforeEach(async () => {
		fixture = await EngineFixture.open(authentication);
	});

	const reset = async (options: object, item: object = {}) =>
		await fixture.reset([{ sessionId: JANE, ...item }], {
			parameters: { options: { ...options } },
			onError: 'continueErrorOutput',
		});

	it('send a transaction ID, made valid, item by item', async () => {
		const { received } = await fixture.reset(
			[
				{ sessionId: JANE, ticket: 'INC 4711: Laptop gestohlen' },
				{ sessionId: AMARA, ticket: 4712 },
				{ sessionId: MEI },
			],
			{ parameters: { options: { transactionId: '={{ $json.ticket }}' } } },
		);
		expect(received.map(({ headers }) => headers['x-ping-external-transaction-id'])).toEqual([
			'INC-4711-Laptop-gestohlen',
			'4712',
			undefined,
		]);
	});

	it('let a session that is not found count as ended', async () => {
		fixture.simulator.tenant.sessions.delete(JANE);
		const { good, bad } = await reset({ notFound: 'succeed' });
		expect(bad).toEqual([]);
		expect(good).toMatchObject([{ success: true, sessionId: JANE, alreadyEnded: true }]);
		expect(good[0].resetAt).toBeNull();
	});

	it('decide for each item, where several name one session that is not found', async () => {
		fixture.simulator.tenant.sessions.delete(JANE);
		const { good, bad, received } = await fixture.reset(
			['succeed', 'fail', 'succeed'].map((notFound) => ({ sessionId: JANE, notFound })),
			{
				parameters: { options: { notFound: '={{ $json.notFound }}' } },
				onError: 'continueErrorOutput',
			},
		);
		expect(received).toHaveLength(1);
		expect(good.map(({ pairedWith }) => pairedWith)).toEqual([0, 2]);
		expect(bad.map(({ pairedWith }) => pairedWith)).toEqual([1]);
	});

	it("do not take a stranger's 404 for an ended session", async () => {
		for (const body of ['<html>404</html>', '', { message: 'no route' }]) {
			const fault = { response: { status: 404, body } };
			fixture.simulator.faults.inject({ fault, on: /sessions/, times: 1 });
			const { good, bad } = await reset({ notFound: 'succeed' });
			expect(good).toEqual([]);
			expect(bad[0].error).toContain("Check 'API Path'");
		}
	});

	it('end the wait for a response', async () => {
		fixture.simulator.faults.inject({ fault: { silent: true }, on: /sessions/ });
		const { bad } = await reset({ timeout: 20 });
		expect(bad[0].error).toMatch(/^127\.0\.0\.1:\d+ did not respond in time\. /);
		expect(bad[0].error).toContain('Options > Timeout');
	});

	it('take a timeout that came as text', async () => {
		expect((await reset({ timeout: '={{ " 5000 " }}' })).good).toHaveLength(1);
	});

	it.each([
		['timeout', 'soon', '\'Timeout\' is not a number of milliseconds from 1 to 3600000: "soon"'],
		['timeout', 0, '\'Timeout\' is not a number of milliseconds from 1 to 3600000: "0"'],
		[
			'timeout',
			3_000_000_000,
			'\'Timeout\' is not a number of milliseconds from 1 to 3600000: "3000000000"',
		],
		['timeout', '', '\'Timeout\' is not a number of milliseconds from 1 to 3600000: ""'],
		['notFound', 'ignore', `'If Session Is Not Found' is neither 'fail' nor 'succeed': "ignore"`],
	])('are refused where %s is %j', async (name, value, sentence) => {
		const { bad, received } = await reset({ [name]: '={{ $json.value }}' }, { value });
		expect(received).toEqual([]);
		expect(bad[0].error).toContain(`${sentence}`);
	});
});
