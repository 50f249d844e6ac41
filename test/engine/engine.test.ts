import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { NodeConnectionTypes, type INodeType } from 'n8n-workflow';
import { seededSessionId } from '../../simulator/seed/seededIds';
import { EngineFixture } from '../support/engine/engineFixture';

const { n8n } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8'));

/** A node that outputs the credential and the parameters that the engine gives it. */
const OTHER_NODE: INodeType = {
	description: {
		displayName: 'Other Node',
		name: 'otherNode',
		group: ['transform'],
		version: 1,
		description: 'Stands for a second node of this package',
		defaults: {},
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [{ displayName: 'Operation', name: 'operation', type: 'string', default: '' }],
		credentials: [{ name: 'pingOneApi', required: true }],
	},
	async execute() {
		const { accessToken } = await this.getCredentials('pingOneApi');
		const operation = this.getNodeParameter('operation', 0);
		return [[{ json: { accessToken, operation }, pairedItem: { item: 0 } }]];
	},
};

const fixture = EngineFixture.forAllTests('accessToken', { 'test.other': OTHER_NODE });

/** The name in the description of a node or credential, which n8n's conventions give its file too. */
function nameOf(path: string): string {
	const [name] = basename(path).split('.');
	return `${name[0].toLowerCase()}${name.slice(1)}`;
}

describe('the engine', () => {
	it('has every node and credential that package.json names', () => {
		for (const path of n8n.nodes) {
			expect(fixture.engine.node(nameOf(path)).description.name).toBe(nameOf(path));
		}
		for (const path of n8n.credentials) {
			expect(fixture.engine.loader.getCredential(nameOf(path)).type.name).toBe(nameOf(path));
		}
	});

	it('runs nodes of different types, each with the credential that it asks for', async () => {
		const { accessToken } = fixture;
		const other = await fixture.run('disable', [{}], { type: 'test.other' });
		expect(other.good).toMatchObject([{ accessToken, operation: 'disable' }]);
		const session = await fixture.reset([{ sessionId: seededSessionId('jane.doe') }]);
		expect(session.good).toMatchObject([{ success: true }]);
	});

	it('knows no node of this package that package.json does not name', () => {
		expect(() => fixture.engine.node('pingOneNothing')).toThrow('pingOneNothing');
	});
});
