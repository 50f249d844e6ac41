import type { IExecuteFunctions } from 'n8n-workflow';
import { clock } from '../../nodes/shared/http/clock';
import * as itemResults from '../../nodes/shared/node/itemResults';
import { JobOrder } from '../../nodes/shared/node/jobOrder';
import { seededId } from '../../simulator/seed/seededIds';
import { EngineFixture } from '../support/engine/engineFixture';

const COUNT = 500;
/** The simulated time of one look at the clock, so that the number of items per turn is exact. */
const MS_PER_LOOK = 5;
/** The number of items that take 50 ms. */
const MOST_ITEMS_PER_TURN = 10;
const STOPPED_AT = 100;

let fixture: EngineFixture;
let stop: AbortController;
/** The number of the current turn of the event loop. */
let turn: number;
/** The turn of each piece of work. */
let doneIn: number[];

beforeEach(async () => {
	fixture = await EngineFixture.open();
	stop = new AbortController();
	doneIn = [];
	let now = 0;
	jest.spyOn(clock, 'now').mockImplementation(() => (now += MS_PER_LOOK));
});

afterEach(async () => {
	jest.restoreAllMocks();
	await fixture.close();
});

/** All fail by one request: its token has expired. Only while the node itself runs, turns are counted. */
async function run(wrap: (context: IExecuteFunctions) => IExecuteFunctions = (context) => context) {
	const { engine, simulator } = fixture;
	const node = engine.node('pingOneSession');
	const { execute } = node;
	jest.spyOn(node, 'execute').mockImplementation(async function (this: IExecuteFunctions) {
		turn = 0;
		const count = () => {
			turn += 1;
			next = setImmediate(count);
		};
		let next = setImmediate(count);
		try {
			return await execute!.call(wrap(this));
		} finally {
			clearImmediate(next);
		}
	});
	const items = Array.from({ length: COUNT }, (_, number) => ({
		sessionId: seededId(`${number}`),
	}));
	return await fixture.reset(items, {
		credential: { accessToken: simulator.tenant.tokens.issue([], 0) },
		onError: 'continueErrorOutput',
		stop: stop.signal,
	});
}

/** Records the turn in which the parameters of an item are read. */
function watchReading(onRead = () => {}) {
	return (context: IExecuteFunctions) => {
		const getNodeParameter = (name: string, ...more: [number]) => {
			if (name === 'sessionId') {
				doneIn.push(turn);
				onRead();
			}
			return context.getNodeParameter(name, ...more);
		};
		return Object.create(context, { getNodeParameter: { value: getNodeParameter } });
	};
}

/** Records the turn in which the text of a failed item is output. */
function watchOutputs(onOutput = () => {}) {
	const { errorOutput } = itemResults;
	jest.spyOn(itemResults, 'errorOutput').mockImplementation((...parts) => {
		doneIn.push(turn);
		onOutput();
		return errorOutput(...parts);
	});
}

/** Records the turn in which a job gets its place in the order. */
function watchOrder() {
	const { add } = JobOrder.prototype;
	jest.spyOn(JobOrder.prototype, 'add').mockImplementation(function (
		this: JobOrder<unknown>,
		...job
	) {
		doneIn.push(turn);
		add.apply(this, job);
	});
}

/** Records the turn in which the result of an item is read. */
function watchResults() {
	const { unwrap } = itemResults;
	jest.spyOn(itemResults, 'unwrap').mockImplementation((result) => {
		if ('error' in result) doneIn.push(turn);
		return unwrap(result);
	});
}

/** Returns the most pieces of work in one turn. */
function mostInOneTurn(): number {
	const counts = new Map<number, number>();
	for (const number of doneIn) counts.set(number, (counts.get(number) ?? 0) + 1);
	return Math.max(...counts.values());
}

function stopAfterSome() {
	if (doneIn.length === STOPPED_AT) stop.abort();
}

describe("n8n's event loop", () => {
	it('has its turn every 50 ms while parameters are read', async () => {
		const { bad } = await run(watchReading());
		expect(bad).toHaveLength(COUNT);
		expect(doneIn).toHaveLength(COUNT);
		expect(mostInOneTurn()).toBeLessThanOrEqual(MOST_ITEMS_PER_TURN);
	});

	it.each([
		['jobs are put in order', watchOrder],
		['it is looked at what came of each item', watchResults],
		['outputs are built', watchOutputs],
	])('has its turn every 50 ms while %s', async (_what, watch) => {
		watch();
		const { bad } = await run();
		expect(bad).toHaveLength(COUNT);
		expect(doneIn).toHaveLength(COUNT);
		expect(mostInOneTurn()).toBeLessThanOrEqual(MOST_ITEMS_PER_TURN);
	});
});

describe('Stop', () => {
	it('is heard while parameters are read, and nothing is sent', async () => {
		const { run: ran, received } = await run(watchReading(stopAfterSome));
		expect(ran.status).not.toBe('success');
		expect(received).toEqual([]);
		expect(doneIn.length).toBeLessThan(STOPPED_AT + MOST_ITEMS_PER_TURN);
	});

	it('is heard while outputs are built', async () => {
		watchOutputs(stopAfterSome);
		const { run: ran } = await run();
		expect(ran.status).not.toBe('success');
		expect(doneIn.length).toBeLessThan(STOPPED_AT + MOST_ITEMS_PER_TURN);
	});
});
