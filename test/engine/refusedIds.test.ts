import type { IDataObject } from 'n8n-workflow';
import { seededSessionId } from '../../simulator/seed/seededIds';
import { INVALID_IDS } from '../support/invalidIds';
import { EngineFixture } from '../support/engine/engineFixture';

const JANE = seededSessionId('jane.doe');

const fixture = EngineFixture.forAllTests();

describe('an ID that is none', () => {
	const cases = INVALID_IDS.flatMap((value) => [
		{ name: 'Session ID', value, item: { sessionId: value } as IDataObject },
		{ name: 'Environment', value, item: { sessionId: JANE, environmentId: value } as IDataObject },
	]);

	it.each(cases)('is refused before anything is sent: $name $value', async ({ name, item }) => {
		const { good, bad, received } = await fixture.reset([item], {
			onError: 'continueErrorOutput',
		});
		expect(received).toEqual([]);
		expect(good).toEqual([]);
		expect(bad).toHaveLength(1);
		expect(bad[0].error).toMatch(
			new RegExp(
				`^'${name}' is (empty|not a (valid UUID|text|value)|an expression that was not resolved): .*\\. `,
				'u',
			),
		);
	});

	it('is refused where it is written into the field, by the field or by the node', async () => {
		for (const sessionId of ['', 'me', '{{ $json.sessionId }}']) {
			const before = fixture.simulator.received.length;
			await fixture
				.reset([{}], { parameters: { sessionId } })
				.then(({ run }) => expect(run.status).toBe('error'))
				.catch((error: Error) => expect(error.message).toContain('issues'));
			expect(fixture.simulator.received).toHaveLength(before);
		}
	});
});
