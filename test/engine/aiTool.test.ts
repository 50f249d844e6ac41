import { NodeHelpers, type INodePropertyOptions } from 'n8n-workflow';
import { seededId, seededSessionId } from '../../simulator/seed/seededIds';
import { EngineFixture } from '../support/engine/engineFixture';

const fixture = EngineFixture.forEachTest();
const TOOL = 'n8n-nodes-pingone.pingOneSessionTool';
const NOBODY = { sessionId: seededId('no session') };

describe('a tool of an AI agent that fails', () => {
	it.each(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const)(
		'has both sentences in its message, which is all that the agent gets: %s',
		async (onError) => {
			const { run } = await fixture.run('get', [NOBODY], { type: TOOL, onError });
			const { message, description } = run.data.resultData.runData.Node[0].error!;
			expect(message).toMatch(/^PingOne does not know session .* \(404\)\. Check .*/);
			expect(description).toBeFalsy();
		},
	);

	it('succeeds as the node does', async () => {
		const { good } = await fixture.run('get', [{ sessionId: seededSessionId('jane.doe') }], {
			type: TOOL,
		});
		expect(good).toMatchObject([{ id: seededSessionId('jane.doe') }]);
	});
});

describe.each([
	'pingOneUser',
	'pingOneGroup',
	'pingOneApplication',
	'pingOneSession',
	'pingOneMfaDevice',
	'pingOneActivity',
])('%s', (name) => {
	const description = () => fixture.engine.node(name).description;
	const operation = () =>
		description().properties.find((property) => property.name === 'operation')!;

	it('changes nothing if no operation was chosen', () => {
		expect(['get', 'getAll']).toContain(operation().default);
	});

	it('is described to a model by its operation', () => {
		for (const { value, action } of operation().options as INodePropertyOptions[]) {
			const parameters = { resource: 'pingOne', operation: value };
			expect(NodeHelpers.makeDescription(parameters, description())).toBe(
				`${action} in ${String(description().defaults.name)}`,
			);
		}
	});
});
