import { seededSessionId } from '../../sandbox/pingone/seededIds';
import { EngineFixture } from './engineFixture';

let fixture: EngineFixture;

beforeEach(async () => {
	fixture = await EngineFixture.open();
});

afterEach(async () => await fixture.close());

describe('the transaction ID is sent with every request of an operation', () => {
	it.each([
		['reset', ['POST']],
		['get', ['GET']],
		['getAll', ['GET', 'GET']],
		['delete', ['GET', 'DELETE']],
		['resetAll', ['GET', 'GET', 'POST', 'POST', 'GET']],
	])('%s: %j', async (operation, methods) => {
		const { received } = await fixture.run(
			operation,
			[{ sessionId: seededSessionId('jane.doe') }],
			{
				parameters: {
					userId: { __rl: true, mode: 'username', value: 'jane.doe' },
					returnAll: true,
					options: { transactionId: 'INC-4711' },
				},
			},
		);
		expect(received.map(({ method }) => method)).toEqual(methods);
		const sent = received.map(({ headers }) => headers['x-ping-external-transaction-id']);
		expect(new Set(sent)).toEqual(new Set(['INC-4711']));
	});
});
