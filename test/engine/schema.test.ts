import { join } from 'node:path';
import Ajv from 'ajv';
import { loadOutputSchema } from 'n8n-core';
import { seededSessionId } from '../../sandbox/seed';
import { Company } from './company';

const NODE_FOLDER = join(__dirname, '../../dist/nodes/PingOneSession');
const SESSION = { sessionId: seededSessionId('jane.doe'), who: 'jane.doe' };
const PARAMETERS = {
	userId: { __rl: true, mode: 'username', value: '={{ $json.who }}' },
	simplify: true,
	returnAll: true,
};

let company: Company;

beforeAll(async () => {
	company = await Company.open();
});

afterAll(async () => await company.close());

interface Schema {
	properties: Record<string, object>;
}

describe('the output schema', () => {
	it.each(['get', 'getAll', 'delete', 'resetAll', 'reset'])(
		'of %s is what comes out, no more and no less',
		async (operation) => {
			const schema = loadOutputSchema({ nodeDir: NODE_FOLDER, version: 1, operation });
			const { properties } = schema as unknown as Schema;
			const exact = { type: 'object', properties, additionalProperties: false };
			const required = Object.keys(properties);
			const validate = new Ajv({ strictSchema: false }).compile({ ...exact, required });

			const { good } = await company.run(operation, [SESSION, { ...SESSION, who: 'luis.ortega' }], {
				parameters: { ...PARAMETERS, options: { notFound: 'succeed' } },
				onError: 'continueErrorOutput',
			});
			expect(good.length).toBeGreaterThan(0);
			for (const { pairedWith: _added, ...output } of good) {
				validate(output);
				expect(validate.errors).toBeNull();
			}
		},
	);
});
