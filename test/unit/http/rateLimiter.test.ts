import { AdaptiveRateLimiter } from '../../../nodes/shared/http/rateLimiter';

describe('a rate limiter', () => {
	let now: number;
	let limiter: AdaptiveRateLimiter<object>;

	beforeEach(() => {
		now = 0;
		limiter = new AdaptiveRateLimiter({ now: () => now });
	});

	/** Starts a request now. */
	function start(hasWaited = true): object {
		const request = {};
		limiter.start(request, hasWaited);
		return request;
	}

	/** Starts requests one after another at the present rate, each accepted after 50 ms. */
	function acceptMany(count: number): void {
		const inFlight: Array<{ request: object; endsAt: number }> = [];
		const end = (until: number) => {
			while (inFlight.length > 0 && inFlight[0].endsAt <= until) {
				const [{ request, endsAt }] = inFlight.splice(0, 1);
				now = Math.max(now, endsAt);
				limiter.accepted(request);
			}
		};
		for (let sent = 0; sent < count; sent++) {
			const hasWaited = limiter.waitMs > 0;
			for (let at = now + limiter.waitMs; now < at; at = now + limiter.waitMs) {
				const next = Math.min(at, inFlight[0]?.endsAt ?? at);
				end(next);
				now = Math.max(now, next);
			}
			inFlight.push({ request: start(hasWaited), endsAt: now + 50 });
		}
		end(Infinity);
	}

	/** Sends one request ahead after a 429, which is accepted. */
	function resume(): void {
		now += limiter.waitMs;
		const request = start();
		now += 50;
		limiter.accepted(request);
	}

	/** Returns the rate in requests per second. */
	function rate(): number {
		now += limiter.waitMs;
		while (limiter.waitMs === 0) start();
		const first = limiter.waitMs;
		start();
		return 1000 / (limiter.waitMs - first);
	}

	it('starts with 150 requests per second', () => {
		expect(rate()).toBeCloseTo(150);
	});

	it('never exceeds the maximum, below one per second either', () => {
		for (const maxPerSecond of [0.2, 7]) {
			limiter = new AdaptiveRateLimiter({ now: () => now }, maxPerSecond);
			acceptMany(100);
			expect(rate()).toBeCloseTo(maxPerSecond);
			limiter.rateLimited(start(), 0);
			resume();
			expect(rate()).toBeLessThanOrEqual(maxPerSecond + 1e-9);
		}
	});

	it('does not grow while no request has to wait for it', () => {
		for (let count = 0; count < 1000; count++) {
			const request = start(false);
			now += 50;
			limiter.accepted(request);
		}
		expect(rate()).toBeCloseTo(150);
	});

	it('grows where latency is longer than the time between requests and timers are on time', () => {
		const before = rate();
		for (let count = 0; count < 20; count++) {
			now += limiter.waitMs;
			const request = start();
			now += 500;
			limiter.accepted(request);
		}
		expect(rate()).toBeGreaterThan(before);
	});

	it('catches up after a late timer, by 50 ms at the most', () => {
		start(false);
		now += 10_000;
		let atOnce = 0;
		while (limiter.waitMs === 0) {
			start();
			atOnce += 1;
		}
		expect(atOnce).toBe(8);
	});

	describe('at the first 429', () => {
		it('holds all requests for as long as Retry-After says, then lets one go ahead', () => {
			acceptMany(20);
			expect(limiter.rateLimited(start(), 3000)).toBe(true);
			expect(limiter.waitMs).toBe(3000);
			now += 3000;
			const ahead = start();
			expect(limiter.waitMs).toBe(2000);
			now += 50;
			limiter.accepted(ahead);
			expect(limiter.waitMs).toBe(0);
		});

		it('lowers the rate to what was accepted per second, half of the hold included', () => {
			acceptMany(300);
			const seconds = now / 1000;
			limiter.rateLimited(start(), 4000);
			resume();
			expect(rate()).toBeCloseTo(300 / (seconds + 2), 0);
		});

		it('lowers the rate to a quarter if nothing had to wait for the rate', () => {
			limiter.rateLimited(start(false), 0);
			resume();
			expect(rate()).toBeCloseTo(150 / 4);
		});

		it('never raises the rate, however much was accepted', () => {
			const requests = Array.from({ length: 1000 }, () => start(false));
			now += 10;
			for (const request of requests) limiter.accepted(request);
			limiter.rateLimited(start(), 0);
			resume();
			expect(rate()).toBeCloseTo(150);
		});

		it('keeps the rate while the request that went ahead gets 429 as well', () => {
			acceptMany(300);
			const startedAt = now;
			limiter.rateLimited(start(), 1000);
			for (let count = 0; count < 3; count++) {
				now += limiter.waitMs;
				expect(limiter.rateLimited(start(), 1000)).toBe(true);
				expect(limiter.waitMs).toBeCloseTo(1000);
			}
			resume();
			expect(rate()).toBeCloseTo(300 / ((startedAt + 2000) / 1000), 0);
		});

		it('lets the others follow after two seconds if the request that went ahead gets no response', () => {
			limiter.rateLimited(start(), 1000);
			now += 1000;
			start();
			now += 1999;
			expect(limiter.waitMs).toBe(1);
			now += 1;
			expect(limiter.waitMs).toBe(0);
		});

		it('counts what was in flight, and holds for the longest wait', () => {
			const requests = [start(false), start(), start()];
			now += 50;
			const results = requests.map((request, index) =>
				limiter.rateLimited(request, 1000 * (index + 1)),
			);
			expect(results).toEqual([true, false, false]);
			expect(limiter.waitMs).toBe(3000);
		});

		it('a 429 that comes late, of a request from before, changes nothing', () => {
			const late = start();
			limiter.rateLimited(start(), 0);
			now += 10;
			resume();
			const before = rate();
			expect(limiter.rateLimited(late, 0)).toBe(false);
			expect(rate()).toBeCloseTo(before);
		});
	});

	it('grows faster the longer there is no 429', () => {
		limiter.rateLimited(start(), 0);
		resume();
		const grown = [0, 1, 2].map(() => {
			const [before, until] = [rate(), now + 4_000];
			while (now < until) acceptMany(10);
			return rate() - before;
		});
		expect(grown[0]).toBeGreaterThan(4);
		expect(grown[1]).toBeGreaterThan(grown[0] * 2);
		expect(grown[2]).toBeGreaterThan(grown[1] * 2);
	});

	it('never goes below one request per second', () => {
		for (let count = 0; count < 10; count++) {
			now += 10_000;
			limiter.rateLimited(start(), 10_000);
			resume();
		}
		expect(rate()).toBeCloseTo(1);
	});

	it('holds all requests without lowering the rate', () => {
		limiter.hold(2000);
		expect(limiter.waitMs).toBe(2000);
		limiter.hold(500);
		expect(limiter.waitMs).toBe(2000);
		expect(rate()).toBeCloseTo(150);
	});

	describe('when the same request gets 429 again', () => {
		/** Sends a request again, which gets 429. */
		function again(request: object, holdMs = 1000): boolean {
			limiter.start(request, true);
			return limiter.rateLimited(request, holdMs);
		}

		it('restores the rate and holds nobody if others were accepted', () => {
			const before = rate();
			const request = start();
			limiter.rateLimited(request, 1000);
			acceptMany(5);
			expect(rate()).toBeLessThan(before);
			expect(again(request)).toBe(false);
			expect(limiter.waitMs).toBeLessThan(100);
			expect(rate()).toBeGreaterThan(before - 0.01);
		});

		it('goes on seeking as if there had been no 429', () => {
			const request = start();
			limiter.rateLimited(request, 1000);
			acceptMany(5);
			again(request);
			const before = rate();
			acceptMany(50);
			expect(rate()).toBeGreaterThan(before + 50);
		});

		it('takes it for a limit if nothing that started since was accepted', () => {
			const inFlight = start();
			const request = start();
			now += 50;
			limiter.rateLimited(request, 1000);
			limiter.accepted(inFlight);
			now += 1000;
			expect(again(request)).toBe(true);
			expect(limiter.waitMs).toBe(1000);
		});

		it('takes it for a limit if another request got its first 429 since', () => {
			const request = start();
			limiter.rateLimited(request, 1000);
			acceptMany(5);
			limiter.rateLimited(start(), 1000);
			acceptMany(5);
			expect(again(request)).toBe(true);
		});

		it('restores nothing that a 429 of another request has lowered since', () => {
			const [one, other] = [start(), start()];
			now += 50;
			limiter.rateLimited(one, 1000);
			limiter.rateLimited(other, 1000);
			acceptMany(5);
			const before = rate();
			expect(again(other)).toBe(false);
			expect(rate()).toBeCloseTo(before);
		});

		it('measures on as if there had been no 429', () => {
			limiter.rateLimited(start(), 0);
			acceptMany(300);
			const before = rate();
			const request = start();
			limiter.rateLimited(request, 100);
			acceptMany(5);
			again(request, 100);
			now += 100;
			limiter.rateLimited(start(), 0);
			resume();
			expect(rate()).toBeGreaterThan(before * 0.6);
		});

		it('tells several broken requests from a limit', () => {
			const requests = [start(), start(), start()];
			now += 50;
			for (const request of requests) limiter.rateLimited(request, 1000);
			for (let round = 0; round < 2; round++) {
				acceptMany(20);
				expect(requests.map((request) => again(request))).toEqual([false, false, false]);
			}
		});
	});
});
