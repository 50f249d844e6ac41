import { CircuitBreaker } from '../../../nodes/shared/http/circuitBreaker';

const FAILURE = { response: { status: 503, body: '' } };

/** A breaker for requests that are numbers, and its clock. */
function breakerAt() {
	const clock = { ms: 0, now: () => clock.ms };
	const breaker = new CircuitBreaker<number>(clock);
	const fail = (requests: number[], unfinished?: Set<number>) =>
		requests.map((request) => breaker.failed(request, FAILURE, unfinished));
	return { clock, breaker, fail };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

it('ten requests that failed are an outage, nine are not, nor is one that failed ten times', () => {
	const { breaker, fail } = breakerAt();
	fail(Array<number>(10).fill(0));
	fail(upTo(9));
	expect(breaker.state()).toBe('closed');
	fail([9]);
	expect(breaker.state()).toBe('half-open');
});

it('all that are left are an outage, however few', () => {
	const { breaker, fail } = breakerAt();
	const left = new Set([1, 2]);
	fail([1], left);
	expect(breaker.state()).toBe('closed');
	fail([2], left);
	expect(breaker.state()).toBe('half-open');
});

it('that others have failed says nothing about those that are left', () => {
	const { breaker, fail } = breakerAt();
	fail([1, 2, 3]);
	fail([4], new Set([4, 5]));
	expect(breaker.state()).toBe('closed');
	fail([5], new Set([4, 5]));
	expect(breaker.state()).toBe('half-open');
});

it('during an outage the first probe waits for nothing', () => {
	const { breaker, fail } = breakerAt();
	fail(upTo(10));
	expect(breaker.waitMs).toBe(0);
	breaker.started(10);
	expect(breaker.waitMs).toBe(100);
});

it('once it is open, what fails asks nobody to wait, and is not the reason', () => {
	const { breaker, clock, fail } = breakerAt();
	fail(upTo(10));
	breaker.started(10);
	clock.ms = 60_000;
	fail([10]);
	expect(breaker.state()).toBe('open');
	const other = { response: { status: 500, body: '' } };
	const late = upTo(30).map((request) => breaker.failed(request, other));
	expect(late).not.toContain(true);
	expect(breaker.reason).toBe(FAILURE);
});

it('a success ends an outage, and what failed before it is no evidence any more', () => {
	const { breaker, fail } = breakerAt();
	fail(upTo(10));
	breaker.succeeded();
	expect(breaker.state()).toBe('closed');
	fail(upTo(9));
	expect(breaker.state()).toBe('closed');
});

it('an outage that has ended doubles the failures that the next one needs, up to 320', () => {
	const { breaker, fail } = breakerAt();
	const needed = Array.from({ length: 7 }, () => {
		let count = 0;
		for (; breaker.state() === 'closed'; count++) fail([count]);
		breaker.succeeded();
		return count;
	});
	expect(needed).toEqual([10, 20, 40, 80, 160, 320, 320]);
});

it('asks all to wait when an outage begins, and whenever ten more have failed', () => {
	const { fail } = breakerAt();
	const often = (count: number) => [...Array<boolean>(count - 1).fill(false), true];
	expect(fail(upTo(30))).toEqual([...often(10), ...often(10), ...often(10)]);
});

it('asks all to wait whenever as many have failed as are left', () => {
	const { fail } = breakerAt();
	const left = new Set([1, 2]);
	expect(fail([1, 2, 1, 2, 1, 2], left)).toEqual([false, true, false, true, false, true]);
});

it('lets one request go every 100 ms during an outage', () => {
	const { clock, breaker, fail } = breakerAt();
	breaker.started(0);
	expect(breaker.waitMs).toBe(0);
	fail(upTo(10));
	expect(breaker.waitMs).toBe(100);
	clock.ms = 40;
	expect(breaker.waitMs).toBe(60);
	clock.ms = 150;
	expect(breaker.waitMs).toBe(0);
});

it('opens after a minute of outage, for good, and gives up what is in flight ten seconds later', () => {
	const { clock, breaker, fail } = breakerAt();
	clock.ms = 5_000;
	fail(upTo(10));
	breaker.started(3);
	fail([3]);
	clock.ms = 64_999;
	expect(breaker.state()).toBe('half-open');
	expect(breaker.reason).toBeUndefined();
	clock.ms = 65_000;
	expect(breaker.state()).toBe('open');
	expect(breaker.reason).toBe(FAILURE);
	breaker.succeeded();
	expect(breaker.state()).toBe('open');
	clock.ms = 74_999;
	expect(breaker.isGraceOver).toBe(false);
	clock.ms = 75_000;
	expect(breaker.isGraceOver).toBe(true);
});

it('does not open before a request that was sent during an outage has failed, however late', () => {
	const { clock, breaker, fail } = breakerAt();
	fail(upTo(10));
	breaker.started(7);
	fail([11]);
	clock.ms = 100_000;
	expect(breaker.state()).toBe('half-open');
	fail([7]);
	expect(breaker.state()).toBe('open');
	clock.ms = 109_999;
	expect(breaker.isGraceOver).toBe(false);
	clock.ms = 110_000;
	expect(breaker.isGraceOver).toBe(true);
});

it('opens at once for what is fatal, and lets go on what is in flight', () => {
	const { clock, breaker } = breakerAt();
	const refused = { response: { status: 401, body: '' } };
	breaker.trip(refused);
	breaker.trip(FAILURE);
	expect(breaker.reason).toBe(refused);
	clock.ms = 1e9;
	expect(breaker.isGraceOver).toBe(false);
});
