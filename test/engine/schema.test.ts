import Ajv from 'ajv';
import { seededSessionId } from '../../simulator/seed/seededIds';
import { EngineFixture } from '../support/engine/engineFixture';

const SESSION = { sessionId: seededSessionId('jane.doe'), who: 'jane.doe' };
const PARAMETERS = {
	userId: { __rl: true, mode: 'username', value: '={{ $json.who }}' },
	simplify: true,
	returnAll: true,
};

const fixture = EngineFixture.forEachTest();

const TEXT = { type: 'string' };
const TEXTS = { type: 'object', additionalProperties: TEXT };
const REFERENCE = { type: 'object', required: ['id'], properties: { id: TEXT } };

/** A session as PingOne describes it. The output schema of an operation is that of the simplified output. */
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
