import { join } from 'node:path';
import Ajv from 'ajv';
import { loadOutputSchema } from 'n8n-core';
import { seededSessionId } from '../../sandbox/pingone/seededIds';
import { EngineFixture } from './engineFixture';

const NODE_FOLDER = join(__dirname, '../../dist/nodes/PingOneSession');
const SESSION = { sessionId: seededSessionId('jane.doe'), who: 'jane.doe' };
const PARAMETERS = {
	userId: { __rl: true, mode: 'username', value: '={{ $json.who }}' },
	simplify: true,
	returnAll: true,
};

const fixture = EngineFixture.forEachTest();

interface Schema {
	properties: Record<string, object>;
}

const TEXT = { type: 'string' };
const TEXTS = { type: 'object', additionalProperties: TEXT };
const REFERENCE = { type: 'object', required: ['id'], properties: { id: TEXT } };

/** A session as PingOne describes it. n8n knows one schema for an operation: the simplified one. */
const OWN_SESSION = {
	type: 'object',
	required: ['_links', 'id', 'environment', 'user', 'createdAt', 'activeAt'],
	additionalProperties: false,
	properties: {
		_links: { type: 'object', additionalProperties: TEXTS },
		id: TEXT,
		environment: REFERENCE,
		user: REFERENCE,
		createdAt: TEXT,
		activeAt: TEXT,
		idleTimeoutInMinutes: { type: 'integer' },
		userAgent: TEXT,
		browser: TEXTS,
		operatingSystem: TEXTS,
		device: TEXTS,
		locations: { type: 'array', items: TEXTS },
		lastSignOn: {
			type: 'object',
			properties: {
				at: TEXT,
				remoteIp: TEXT,
				authenticators: { type: 'array', items: TEXT },
				withAuthenticator: { type: 'object' },
			},
			additionalProperties: false,
		},
	},
};

describe("PingOne's own session", () => {
	it.each(['get', 'getAll'])(
		'is what comes out of %s, where it is not to simplify',
		async (operation) => {
			const validate = new Ajv().compile(OWN_SESSION);
			const { good } = await fixture.run(operation, [SESSION], {
				parameters: { ...PARAMETERS, simplify: false },
			});
			expect(good.length).toBeGreaterThan(0);
			for (const { pairedWith: _added, ...output } of good) {
				validate(output);
				expect(validate.errors).toBeNull();
			}
		},
	);
});

describe('the output schema', () => {
	it.each(['get', 'getAll', 'delete', 'resetAll', 'reset'])(
		'of %s is what comes out, no more and no less',
		async (operation) => {
			const schema = loadOutputSchema({ nodeDir: NODE_FOLDER, version: 1, operation });
			const { properties } = schema as unknown as Schema;
			const exact = { type: 'object', properties, additionalProperties: false };
			const required = Object.keys(properties);
			const validate = new Ajv({ strictSchema: false }).compile({ ...exact, required });

			const { good } = await fixture.run(operation, [SESSION, { ...SESSION, who: 'luis.ortega' }], {
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
