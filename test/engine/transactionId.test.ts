import { seededSessionId } from '../../sandbox/seed';
import { Company } from './company';

let company: Company;

beforeEach(async () => {
	company = await Company.open();
});

afterEach(async () => await company.close());

describe('the transaction ID is sent with every request of an operation', () => {
	it.each([
		['reset', ['POST']],
		['get', ['GET']],
		['getAll', ['GET', 'GET']],
		['delete', ['GET', 'DELETE']],
		['resetAll', ['GET', 'GET', 'POST', 'POST', 'GET']],
	])('%s: %j', async (operation, methods) => {
		const { received } = await company.run(
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
