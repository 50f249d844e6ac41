/** A token bucket, as rate limiters in front of APIs are. */
interface TokenBucketLimit {
	perSecond: number;
	/** The most requests at once after a pause. */
	burst: number;
	/** The Retry-After that a rejected client gets. */
	retryAfterSeconds: number;
}

/** Requests are counted anew in each window. A rejected client is told when the window ends. */
interface WindowLimit {
	perWindow: number;
	windowSeconds: number;
}

export type RateLimit = TokenBucketLimit | WindowLimit;

/** Takes a request (undefined), or rejects it: for how many seconds its client is to wait. */
export type RateLimiter = () => number | undefined;

export function rateLimiter(limit: RateLimit): RateLimiter {
	return 'perWindow' in limit ? windowCounter(limit) : tokenBucket(limit);
}

function tokenBucket({ perSecond, burst, retryAfterSeconds }: TokenBucketLimit): RateLimiter {
	let tokens = burst;
	let filledAt = performance.now();
	return () => {
		const now = performance.now();
		tokens = Math.min(burst, tokens + ((now - filledAt) / 1000) * perSecond);
		filledAt = now;
		if (tokens < 1) return retryAfterSeconds;
		tokens -= 1;
		return undefined;
	};
}

function windowCounter({ perWindow, windowSeconds }: WindowLimit): RateLimiter {
	let endsAt = -Infinity;
	let left = 0;
	return () => {
		const now = performance.now() / 1000;
		if (now >= endsAt) {
			endsAt = (Math.floor(now / windowSeconds) + 1) * windowSeconds;
			left = perWindow;
		}
		if (left < 1) return Math.ceil(endsAt - now);
		left -= 1;
		return undefined;
	};
}
