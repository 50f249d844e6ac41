import type { IDataObject } from 'n8n-workflow';
import { seededSessionId } from '../../sandbox/seed';
import { NOT_AN_ID } from '../notAnId';
import { Company } from './company';

const JANE = seededSessionId('jane.doe');

let company: Company;

beforeAll(async () => {
	company = await Company.open();
});

afterAll(async () => await company.close());

describe('an ID that is none', () => {
	const cases = NOT_AN_ID.flatMap((value) => [
		{ name: 'Session ID', value, item: { sessionId: value } as IDataObject },
		{ name: 'Environment', value, item: { sessionId: JANE, environmentId: value } as IDataObject },
	]);

	it.each(cases)('is refused before anything is sent: $name $value', async ({ name, item }) => {
		const { good, bad, received } = await company.reset([item], {
			onError: 'continueErrorOutput',
		});
		expect(received).toEqual([]);
		expect(good).toEqual([]);
		expect(bad).toHaveLength(1);
		expect(bad[0].error).toMatch(
			new RegExp(`^'${name}' is (empty|not an ID of PingOne's): ".*\\[item 0\\]\\. `, 'u'),
		);
	});

	it('is refused where it is written into the field, by the field or by the node', async () => {
		for (const sessionId of ['', 'me', '{{ $json.sessionId }}']) {
			const before = company.standIn.received.length;
			await company
				.reset([{}], { parameters: { sessionId } })
				.then(({ run }) => expect(run.status).toBe('error'))
				.catch((error: Error) => expect(error.message).toContain('issues'));
			expect(company.standIn.received).toHaveLength(before);
		}
	});
});
