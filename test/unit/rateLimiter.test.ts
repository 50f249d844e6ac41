import { AdaptiveRateLimiter } from '../../nodes/shared/http/rateLimiter';

describe('a rate limiter', () => {
	let now: number;
	let limiter: AdaptiveRateLimiter;

	beforeEach(() => {
		now = 0;
		limiter = new AdaptiveRateLimiter({ now: () => now });
	});

	/** Requests one after another at the present rate, each accepted after 50 ms. */
	function acceptMany(count: number): void {
		for (let sent = 0; sent < count; sent++) {
			const hasWaited = limiter.waitMs > 0;
			now += limiter.waitMs;
			const startedAt = limiter.start(hasWaited);
			now += 5;
			limiter.accepted(startedAt - 45);
		}
	}

	/** The rate in requests a second. */
	function rate(): number {
		now += limiter.waitMs;
		while (limiter.waitMs === 0) limiter.start(true);
		const first = limiter.waitMs;
		limiter.start(true);
		return 1000 / (limiter.waitMs - first);
	}

	it('starts with 150 requests a second', () => {
		expect(rate()).toBeCloseTo(150);
	});

	it('never exceeds the maximum, below one a second either', () => {
		for (const maxPerSecond of [0.2, 7]) {
			limiter = new AdaptiveRateLimiter({ now: () => now }, maxPerSecond);
			acceptMany(100);
			expect(rate()).toBeCloseTo(maxPerSecond);
			limiter.rateLimited(limiter.start(true), 0);
			expect(rate()).toBeLessThanOrEqual(maxPerSecond + 1e-9);
		}
	});

	it('does not grow while no request has to wait for it', () => {
		for (let count = 0; count < 1000; count++) {
			const startedAt = limiter.start(false);
			now += 50;
			limiter.accepted(startedAt);
		}
		expect(rate()).toBeCloseTo(150);
	});

	it('grows where latency is longer than the time between requests and timers are on time', () => {
		limiter.rateLimited(limiter.start(true), 0);
		const before = rate();
		for (let count = 0; count < 20; count++) {
			now += limiter.waitMs;
			const startedAt = limiter.start(true);
			now += 500;
			limiter.accepted(startedAt);
		}
		expect(rate()).toBeGreaterThan(before);
	});

	it('makes up for a late timer, by 50 ms at the most', () => {
		limiter.start(false);
		now += 10_000;
		let atOnce = 0;
		while (limiter.waitMs === 0) {
			limiter.start(true);
			atOnce += 1;
		}
		expect(atOnce).toBe(8);
	});

	it('holds everybody for as long as the refused request was told, and lowers the rate', () => {
		acceptMany(20);
		const before = rate();
		const startedAt = limiter.start(true);
		now += 50;
		limiter.rateLimited(startedAt, 3000);
		expect(limiter.waitMs).toBe(3000);
		expect(rate()).toBeCloseTo(before / 4);
	});

	it('never goes below one request a second', () => {
		for (let count = 0; count < 50; count++) {
			now += 1000;
			limiter.rateLimited(limiter.start(true), 0);
		}
		expect(rate()).toBeCloseTo(1);
	});

	it('holds nobody for a wait of 0, and lowers the rate all the same', () => {
		const startedAt = limiter.start(false);
		now += 50;
		limiter.rateLimited(startedAt, 0);
		expect(limiter.waitMs).toBe(0);
		expect(rate()).toBeCloseTo(150 / 4);
	});

	it('lowers the rate once for all that were on their way, and holds for the longest wait', () => {
		const startedAt = [limiter.start(false), limiter.start(true), limiter.start(true)];
		now += 50;
		for (const [index, at] of startedAt.entries()) limiter.rateLimited(at, 1000 * (index + 1));
		expect(limiter.waitMs).toBe(3000);
		expect(rate()).toBeCloseTo(150 / 4);
	});

	it('is never raised by a rejection, however much was accepted', () => {
		limiter.rateLimited(limiter.start(false), 0);
		const before = rate();
		now += 5000;
		for (let count = 0; count < 1000; count++) limiter.accepted(limiter.start(false));
		now += 1000;
		limiter.rateLimited(limiter.start(false), 0);
		expect(rate()).toBeCloseTo(before);
	});

	it('holds everybody without lowering the rate', () => {
		limiter.hold(2000);
		expect(limiter.waitMs).toBe(2000);
		limiter.hold(500);
		expect(limiter.waitMs).toBe(2000);
		expect(rate()).toBeCloseTo(150);
	});

	describe('when the same request is refused again', () => {
		it('gives back what its first rejection took, and holds nobody, if others were accepted', () => {
			const before = rate();
			const first = limiter.rateLimited(limiter.start(true), 1000);
			acceptMany(5);
			expect(rate()).toBeLessThan(before / 3);
			now += 1000;
			const again = limiter.rateLimited(limiter.start(true), 1000, first);
			expect([first.isOwn, again.isOwn]).toEqual([false, true]);
			expect(limiter.waitMs).toBeLessThan(10);
			expect(rate()).toBeGreaterThanOrEqual(before);
		});

		it('goes on seeking as if it had not been refused', () => {
			const first = limiter.rateLimited(limiter.start(true), 1000);
			acceptMany(5);
			limiter.rateLimited(limiter.start(true), 1000, first);
			const before = rate();
			acceptMany(50);
			expect(rate()).toBeGreaterThan(before + 50);
		});

		it('takes it for everybody if nothing that started since was accepted', () => {
			const underWay = limiter.start(true);
			const first = limiter.rateLimited(limiter.start(true), 1000);
			limiter.accepted(underWay);
			now += 1000;
			const again = limiter.rateLimited(limiter.start(true), 1000, first);
			expect(again.isOwn).toBe(false);
			expect(limiter.waitMs).toBe(1000);
		});

		it('takes it for everybody if another request was refused for the first time since', () => {
			const first = limiter.rateLimited(limiter.start(true), 1000);
			acceptMany(5);
			limiter.rateLimited(limiter.start(true), 1000);
			acceptMany(5);
			const again = limiter.rateLimited(limiter.start(true), 1000, first);
			expect(again.isOwn).toBe(false);
		});

		it('gives nothing back that another rejection has taken since', () => {
			const [one, other] = [limiter.start(true), limiter.start(true)];
			now += 50;
			limiter.rateLimited(one, 1000);
			const late = limiter.rateLimited(other, 1000);
			acceptMany(5);
			const before = rate();
			expect(limiter.rateLimited(limiter.start(true), 1000, late).isOwn).toBe(true);
			expect(rate()).toBeCloseTo(before);
		});

		it('gives nothing back that a repeated rejection of another request has taken since', () => {
			const one = limiter.rateLimited(limiter.start(true), 1000);
			acceptMany(5);
			const other = limiter.rateLimited(limiter.start(true), 1000);
			acceptMany(5);
			expect(limiter.rateLimited(limiter.start(true), 1000, one).isOwn).toBe(false);
			acceptMany(5);
			const before = rate();
			expect(limiter.rateLimited(limiter.start(true), 1000, other).isOwn).toBe(true);
			expect(rate()).toBeCloseTo(before);
		});

		it('measures on as if it had not been refused', () => {
			limiter.rateLimited(limiter.start(true), 0);
			acceptMany(300);
			const before = rate();
			const first = limiter.rateLimited(limiter.start(true), 100);
			acceptMany(5);
			limiter.rateLimited(limiter.start(true), 100, first);
			now += 100;
			limiter.rateLimited(limiter.start(true), 0);
			expect(rate()).toBeGreaterThan(before * 0.6);
		});

		it('tells several broken requests from a limit', () => {
			const ones = [limiter.start(true), limiter.start(true), limiter.start(true)];
			now += 50;
			let rejections = ones.map((startedAt) => limiter.rateLimited(startedAt, 1000));
			for (let round = 0; round < 2; round++) {
				acceptMany(20);
				rejections = rejections.map((rejection) =>
					limiter.rateLimited(limiter.start(true), 1000, rejection),
				);
			}
			expect(rejections.map(({ isOwn }) => isOwn)).toEqual([true, true, true]);
		});
	});
});
