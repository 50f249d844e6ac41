import { seededSessionId } from '../../simulator/seed/seededIds';
import { EngineFixture } from '../support/engine/engineFixture';

const JANE = seededSessionId('jane.doe');
const AMARA = seededSessionId('amara.okafor');
const MEI = seededSessionId('mei.lin');
const UNKNOWN = seededSessionId('nobody');

/** Two valid items, with an unknown session and an invalid ID between them. */
const MIXED = [JANE, UNKNOWN, 'me', AMARA].map((sessionId) => ({ sessionId, note: 'kept' }));

const fixture = EngineFixture.forEachTest();

const isSignedIn = (sessionId: string) => fixture.simulator.tenant.sessions.has(sessionId);

describe('On Error: stop the workflow', () => {
	it('sends nothing where a parameter of any item cannot be used', async () => {
		const { run, good, received } = await fixture.reset(MIXED);

		expect(received).toEqual([]);
		expect(good).toEqual([]);
		expect(run.status).toBe('error');
		expect(run.data.resultData.error).toMatchObject({
			name: 'NodeOperationError',
			message: '\'Session ID\' is not a valid UUID: "me" [item 2]',
			context: { itemIndex: 2 },
		});
		expect(run.data.resultData.error?.description).toContain('1 of 4 items failed: 2.');
	});

	it('carries out every item, then fails with the first that failed', async () => {
		const items = [UNKNOWN, JANE, UNKNOWN, AMARA].map((sessionId) => ({ sessionId }));
		const { run, good, received } = await fixture.reset(items);

		expect(received.map(({ status }) => status)).toEqual([404, 204, 204]);
		expect([JANE, AMARA].some(isSignedIn)).toBe(false);
		expect(good).toEqual([]);
		expect(run.data.resultData.error).toMatchObject({
			name: 'NodeApiError',
			message: expect.stringContaining(`PingOne does not know session ${UNKNOWN}`),
			httpCode: '404',
			context: { itemIndex: 0 },
		});
		expect(run.data.resultData.error?.description).toContain('2 of 4 items failed: 0, 2.');
	});

	it('names every failed item, in ranges', async () => {
		const unknown = ['a', 'b', 'c', 'd'].map((name) => seededSessionId(`nobody ${name}`));
		const ids = [...unknown.slice(0, 3), JANE, unknown[3], UNKNOWN, AMARA];
		const { run } = await fixture.reset(ids.map((sessionId) => ({ sessionId })));
		const { description } = run.data.resultData.error ?? {};
		expect(description).toContain('5 of 7 items failed: 0–2, 4–5.');
	});

	it('says nothing of other items where there is one', async () => {
		const { run } = await fixture.reset([{ sessionId: UNKNOWN }]);
		expect(run.data.resultData.error?.description).not.toContain('items failed');
	});
});

describe('an operation that only reads, with On Error: continue', () => {
	it('reads every item', async () => {
		const items = [UNKNOWN, JANE, AMARA].map((sessionId) => ({ sessionId }));
		const options = { maxConcurrency: 1 };
		const { received } = await fixture.run('get', items, {
			onError: 'continueRegularOutput',
			parameters: { sessionId: '={{ $json.sessionId }}', simplify: true, options },
		});
		expect(received.map(({ status }) => status)).toEqual([404, 200, 200]);
	});
});

describe('an operation that the node does not have', () => {
	it('is named, with those that it has', async () => {
		const { run, received } = await fixture.run('resetEverything', [{}], {});
		expect(received).toEqual([]);
		const { message, description } = run.data.resultData.error ?? {};
		expect(message).toBe('This version of the node has no operation "resetEverything"');
		expect(description).toContain(
			'Choose one of: Delete, Get, Get Many, Reset, Reset All for User.',
		);
	});
});

describe('On Error: continue', () => {
	it('outputs every item in its place, a failed one with its error alone', async () => {
		const { run, good, received } = await fixture.reset(MIXED, {
			onError: 'continueRegularOutput',
		});

		expect(run.status).toBe('success');
		expect(received.map(({ status }) => status)).toEqual([204, 404, 204]);
		expect(good.map(({ pairedWith }) => pairedWith)).toEqual([0, 1, 2, 3]);
		expect(good).toMatchObject([
			{ success: true, sessionId: JANE },
			{ error: expect.any(String) },
			{ error: expect.any(String) },
			{ success: true, sessionId: AMARA },
		]);
		expect(Object.keys(good[1]).sort()).toEqual(['error', 'pairedWith']);
		expect(good[2].error).toMatch(/^'Session ID' is not a valid UUID: "me" \[item 2\]\. ./);
	});
});

describe('On Error: continue, using the error output', () => {
	it('parts the good items from the failed ones, which keep their input', async () => {
		const { good, bad, received } = await fixture.reset(MIXED, { onError: 'continueErrorOutput' });

		expect(received).toHaveLength(3);
		expect(good.map(({ sessionId, pairedWith }) => [sessionId, pairedWith])).toEqual([
			[JANE, 0],
			[AMARA, 3],
		]);
		expect(bad).toEqual([
			expect.objectContaining({ number: 1, sessionId: UNKNOWN, note: 'kept', pairedWith: 1 }),
			expect.objectContaining({ number: 2, sessionId: 'me', note: 'kept', pairedWith: 2 }),
		]);
		for (const { error } of bad) expect(error).toEqual(expect.any(String));
	});

	it('sends every item there where the credential cannot be used', async () => {
		const { good, bad, received } = await fixture.reset(
			[{ sessionId: JANE }, { sessionId: AMARA }],
			{ onError: 'continueErrorOutput', credential: { apiPath: 'api.pingone.com' } },
		);
		expect(received).toEqual([]);
		expect(good).toEqual([]);
		expect(bad.map(({ pairedWith }) => pairedWith)).toEqual([0, 1]);
		expect(bad[0].error).toMatch(/^'API Path' in the PingOne credential does not start with https/);
	});

	it('harms no other item where an expression of one fails', async () => {
		const { good, bad } = await fixture.reset(
			[{ sessionId: JANE }, { sessionId: null }, { sessionId: MEI }],
			{
				parameters: { sessionId: '={{ $json.sessionId.toUpperCase() }}' },
				onError: 'continueErrorOutput',
			},
		);
		expect(good.map(({ pairedWith }) => pairedWith)).toEqual([0, 2]);
		expect(bad).toHaveLength(1);
		expect(bad[0]).toMatchObject({ number: 1, error: expect.stringContaining('[item 1]') });
	});
});
