import { join } from 'node:path';
import Ajv from 'ajv';
import { loadOutputSchema } from 'n8n-core';
import { runDevices } from './deviceRuns';
import { EngineFixture } from './engineFixture';

const NODE_FOLDER = join(__dirname, '../../dist/nodes/PingOneMfaDevice');
const JANE = { email: 'jane.doe@acme.example', devices: 'all' };

let fixture: EngineFixture;

beforeEach(async () => {
	fixture = await EngineFixture.open();
	// With a name, every field of a device has a value.
	const { devices } = fixture.simulator.tenant;
	for (const device of devices.values()) device.nickname ??= 'Spare';
});

afterEach(async () => await fixture.close());

/** A schema that allows no field but its own, and misses none of them. */
function exact(schema: unknown): unknown {
	if (Array.isArray(schema)) return schema.map(exact);
	if (typeof schema !== 'object' || schema === null) return schema;
	const inner = Object.fromEntries(
		Object.entries(schema).map(([key, value]) => [key, exact(value)]),
	);
	if (!('properties' in schema)) return inner;
	return {
		...inner,
		additionalProperties: false,
		required: Object.keys(Object(schema.properties)),
	};
}

describe('the output schema of PingOne MFA Device', () => {
	it.each(['getAll', 'block', 'unblock', 'delete'])(
		'of %s is what comes out, no more and no less',
		async (operation) => {
			const schema = loadOutputSchema({ nodeDir: NODE_FOLDER, version: 1, operation });
			expect(schema).toMatchObject({ properties: expect.anything() });
			const validate = new Ajv({ strictSchema: false }).compile(Object(exact(schema)));

			const { good } = await runDevices(fixture, operation, [JANE], {
				parameters: { returnAll: true, simplify: true },
			});
			expect(good.length).toBeGreaterThan(0);
			for (const { pairedWith: _added, ...output } of good) {
				validate(output);
				expect(validate.errors).toBeNull();
			}
		},
	);
});
