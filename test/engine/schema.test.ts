import { join } from 'node:path';
import Ajv from 'ajv';
import { loadOutputSchema } from 'n8n-core';
import { seededSessionId } from '../../sandbox/seed';
import { Company } from './company';

const NODE_FOLDER = join(__dirname, '../../dist/nodes/PingOneSession');

describe('the output schema of a reset', () => {
	it('is what comes out, no more and no less', async () => {
		const schema = loadOutputSchema({ nodeDir: NODE_FOLDER, version: 1, operation: 'reset' });
		const { properties } = schema as { properties: object };
		const exact = { ...schema, additionalProperties: false, required: Object.keys(properties) };
		const validate = new Ajv({ strictSchema: false }).compile(exact);

		const company = await Company.open();
		const { good } = await company.reset(
			[{ sessionId: seededSessionId('jane.doe') }, { sessionId: seededSessionId('nobody') }],
			{ parameters: { options: { notFound: 'succeed' } } },
		);
		await company.close();
		expect(good).toHaveLength(2);
		for (const { pairedWith: _added, ...output } of good) {
			validate(output);
			expect(validate.errors).toBeNull();
		}
	});
});
