import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { seededId, seededSessionId } from '../../simulator/seed/seededIds';
import { EngineFixture } from '../support/engine/engineFixture';

const JANES = seededSessionId('jane.doe');

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

it('a transaction ID can be a number, and is refused if it is not a finite one', async () => {
	const transactionId = "={{ $json.ticket === 'none' ? 0 / 0 : $json.ticket }}";
	const items = [4711, 'none'].map((ticket) => ({
		ticket,
		sessionId: seededSessionId('jane.doe'),
	}));
	const { good, bad, received } = await fixture.run('get', items, {
		onError: 'continueErrorOutput',
		parameters: {
			userId: { __rl: true, mode: 'username', value: 'jane.doe' },
			options: { transactionId },
		},
	});
	expect(good).toHaveLength(1);
	expect(received.map(({ headers }) => headers['x-ping-external-transaction-id'])).toEqual([
		'4711',
	]);
	expect(bad[0].error).toContain(`'Transaction ID' is not a text: "NaN"`);
});

it.each([{}, []])(
	'a transaction ID that is %j is an error that names the field',
	async (ticket) => {
		const { bad, received } = await fixture.run('get', [{ ticket, sessionId: JANES }], {
			onError: 'continueErrorOutput',
			parameters: { options: { transactionId: '={{ $json.ticket }}' } },
		});
		expect(received).toEqual([]);
		expect(bad[0].error).toContain("'Transaction ID' is not a text");
	},
);

describe('hints in the output panel', () => {
	const hintsOf = async (items: IDataObject[], options: IDataObject, retryOnFail = false) => {
		const { run, good } = await fixture.run('get', items, {
			parameters: { options } as INodeParameters,
			retryOnFail,
		});
		expect(good).toHaveLength(items.length);
		return run.data.resultData.runData.Node[0].hints?.map(({ message }) => message) ?? [];
	};
	const TICKET = { transactionId: '={{ $json.ticket }}' };
	const item = (ticket?: string) => ({ sessionId: JANES, ...(ticket && { ticket }) });

	it('say how many transaction IDs were empty', async () => {
		expect(await hintsOf([item('a'), item('b')], TICKET)).toEqual([]);
		expect(await hintsOf([item('a'), item()], TICKET)).toEqual([
			expect.stringContaining("'Transaction ID' returned nothing for 1 item, so"),
		]);
	});

	it('say that equal items shared requests', async () => {
		const hints = await hintsOf([item('a'), item('a'), item('a')], TICKET);
		expect(hints).toEqual([
			'2 items had the same parameters as an earlier item, and shared its requests.',
		]);
	});

	it('warn of Retry On Fail', async () => {
		expect(await hintsOf([item()], {}, true)).toEqual([
			expect.stringContaining("'Retry On Fail' is on"),
		]);
	});
});

describe('two tickets are two requests each, also where items are equal in all else', () => {
	const TICKETS = ['INC-1', 'INC-2'];

	it.each([
		['pingOneSession', 'get'],
		['pingOneSession', 'getAll'],
		['pingOneSession', 'resetAll'],
		['pingOneSession', 'delete'],
		['pingOneUser', 'get'],
		['pingOneUser', 'getAll'],
		['pingOneUser', 'enable'],
		['pingOneMfaDevice', 'getAll'],
		['pingOneMfaDevice', 'unblock'],
		['pingOneActivity', 'get'],
		['pingOneActivity', 'getAll'],
	])('%s %s', async (node, operation) => {
		await fixture.close();
		fixture = await EngineFixture.open('worker');
		const items = TICKETS.map((ticket) => ({ ticket, sessionId: seededSessionId('jane.doe') }));
		const { received } = await fixture.run(operation, items, {
			type: `n8n-nodes-pingone.${node}`,
			onError: 'continueErrorOutput',
			parameters: {
				userId: { __rl: true, mode: 'username', value: 'jane.doe' },
				devices: 'all',
				eventId: seededId('activity'),
				returnAll: true,
				endSessions: false,
				options: { transactionId: '={{ $json.ticket }}' },
			},
		});
		const [first, second] = TICKETS.map((ticket) => {
			const sent = received.filter(
				({ method, headers }) =>
					method === 'GET' && headers['x-ping-external-transaction-id'] === ticket,
			);
			return new Set(sent.map(({ path }) => path));
		});
		expect(first.size).toBeGreaterThan(0);
		expect(second).toEqual(first);
	});
});
