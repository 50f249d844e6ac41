import { PendingRequest } from '../../../nodes/shared/http/pendingRequest';
import { RequestQueue } from '../../../nodes/shared/http/requestQueue';

interface Named {
	name: string;
	failures: number;
	hasChanges: boolean;
}

const named = (name: string, failures = 0): Named => ({ name, failures, hasChanges: false });
const begun = (name: string, failures = 0): Named => ({ name, failures, hasChanges: true });
const namesOf = (queue: RequestQueue<Named>, now: number, alternates = false) => {
	const names = [];
	const take = () => queue.take(now, alternates);
	for (let next = take(); next; next = take()) names.push(next.name);
	return names;
};

it('first attempts go before repeats, in the order in which they came', () => {
	const queue = new RequestQueue<Named>();
	queue.addRepeat(named('repeat', 1), 0);
	queue.add(named('first'));
	queue.addItems([() => queue.add(named('item')), () => queue.add(named('next item'))]);
	queue.add(named('second'));
	expect(namesOf(queue, 10)).toEqual(['first', 'second', 'item', 'next item', 'repeat']);
});

it('requests of items that have changed something go first, unless they have failed', () => {
	const queue = new RequestQueue<Named>();
	queue.add(named('first'));
	queue.addRepeat(begun('failed', 1), 0);
	queue.addRepeat(begun('rate limited'), 0);
	queue.addRepeat(begun('not due'), 11);
	queue.addItems([() => queue.add(named('item'))]);
	queue.add(begun('begun'));
	expect(namesOf(queue, 10)).toEqual(['begun', 'rate limited', 'first', 'item', 'failed']);
	queue.add(begun('begun'));
	expect(queue.nextAt(10)).toBe(10);
});

it('gives out the requests of items that have not changed anything, and keeps the others', () => {
	const queue = new RequestQueue<Named>();
	const begunMeanwhile = named('begun meanwhile');
	const dueBegunMeanwhile = named('repeat begun meanwhile', 2);
	queue.addRepeat(dueBegunMeanwhile, 0);
	queue.addRepeat(named('due', 2), 0);
	queue.addRepeat(named('taken'), 0);
	expect(queue.take(10, false)?.name).toBe('taken');
	queue.add(named('first'));
	queue.add(begunMeanwhile);
	queue.add(begun('begun'));
	queue.addRepeat(named('not due', 1), 11);
	queue.addRepeat(begun('begun, not due', 1), 12);
	begunMeanwhile.hasChanges = dueBegunMeanwhile.hasChanges = true;
	expect(queue.takeUnchanged().map(({ name }) => name)).toEqual(['first', 'due', 'not due']);
	expect(namesOf(queue, 11)).toEqual(['begun', 'begun meanwhile', 'repeat begun meanwhile']);
	expect(namesOf(queue, 12)).toEqual(['begun, not due']);
});

it('requests that have failed and those that have not take turns if they are to alternate', () => {
	const queue = new RequestQueue<Named>();
	queue.addRepeat(named('rate limited', 0), 0);
	for (const name of ['failed 1', 'failed 2', 'failed 3']) queue.addRepeat(named(name, 1), 0);
	queue.addRepeat(named('not due', 1), 11);
	queue.add(named('first'));
	queue.addItems([() => queue.add(named('item'))]);
	const order = ['failed 1', 'first', 'failed 2', 'item', 'failed 3', 'rate limited'];
	expect(namesOf(queue, 10, true)).toEqual(order);
});

it('among repeats that are due, those go first that failed least, then those that were due first', () => {
	const queue = new RequestQueue<Named>();
	queue.addRepeat(named('often', 5), 1);
	queue.addRepeat(named('once, later', 1), 3);
	queue.addRepeat(named('once', 1), 2);
	queue.addRepeat(named('not due', 0), 11);
	queue.addRepeat(named('never failed', 0), 9);
	queue.addRepeat(named('twice', 2), 4);
	expect(queue.nextAt(0)).toBe(1);
	const due = ['never failed', 'once', 'once, later', 'twice', 'often'];
	expect(namesOf(queue, 10)).toEqual(due);
	expect(queue.nextAt(10)).toBe(11);
	expect(namesOf(queue, Infinity)).toEqual(['not due']);
	expect(queue.nextAt(10)).toBe(Infinity);
});

it('a request that is told that all are too fast has not failed, and so goes before one that has', () => {
	const pending = new PendingRequest(
		{ attempt: jest.fn(), timeoutMs: 1, isRepeatable: true, classify: () => 'refused' },
		jest.fn(),
	);
	const attempt = { outcome: { error: 0 }, meaning: 'refused', isUnknown: false } as const;
	pending.attempted({ ...attempt, kind: 'rateLimited' });
	expect(pending.failures).toBe(0);
	pending.attempted({ ...attempt, kind: 'failed' });
	expect(pending.failures).toBe(1);
});

it('shuffles items that are not started, and loses none', () => {
	const queue = new RequestQueue<Named>();
	const names = Array.from({ length: 50 }, (_, index) => `${index}`);
	queue.addItems(names.map((name) => () => queue.add(named(name))));
	queue.shuffleItems();
	const shuffled = namesOf(queue, 0);
	expect(shuffled).not.toEqual(names);
	expect(new Set(shuffled)).toEqual(new Set(names));
});

it('of repeats that are due at the same moment, the one that was added last goes last', () => {
	const queue = new RequestQueue<Named>();
	for (const name of ['a', 'b', 'c']) queue.addRepeat(named(name, 1), 5);
	expect(namesOf(queue, 10)).toEqual(['a', 'b', 'c']);
});

it('shuffles so that each item may come to each place', () => {
	const places = new Map<string, Set<number>>();
	for (let round = 0; round < 200; round++) {
		const queue = new RequestQueue<Named>();
		queue.addItems(['a', 'b', 'c'].map((name) => () => queue.add(named(name))));
		queue.shuffleItems();
		for (const [place, name] of namesOf(queue, 0).entries()) {
			places.set(name, (places.get(name) ?? new Set()).add(place));
		}
	}
	expect([...places.values()].map(({ size }) => size)).toEqual([3, 3, 3]);
});
