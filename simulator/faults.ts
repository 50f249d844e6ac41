/** Fault injection. */
import type { NextFunction, Response } from 'express';
import { unexpectedError, wrongMediaType } from './apiErrors';
import type { ListForms } from './collectionPage';
import { rateLimiter, type RateLimit, type RateLimiter } from './rateLimit';

/** A failure that replaces the normal response to a request. */
export type Fault =
	| { response: { status: number; headers?: Record<string, string>; body?: string | object } }
	/** The connection ends without a response, and the work was or was not done. */
	| { cut: 'before the work' | 'after the work' }
	/** The work is done, but another response comes, as from a gateway. */
	| { replacedBy: { status: number; body?: string | object } }
	/** The work is done at once, but the response comes so many milliseconds later. */
	| { lateMs: number }
	/** The connection stays open, and nothing ever comes. */
	| { silent: true }
	/** A response begins, and goes on byte by byte, so often a second, without an end. */
	| { trickle: { perSecond: number } };

/** A right request gets 415, as PingOne does now and then on lock, unlock, enable, disable and move. */
export const UNSUPPORTED_MEDIA_TYPE: Fault = {
	response: { status: 415, body: wrongMediaType().body() },
};

/** An UNEXPECTED_ERROR, PingOne's code for a failure of its own, with status 400. */
export const UNEXPECTED_400: Fault = {
	response: { status: 400, body: unexpectedError(400).body() },
};

export interface FaultRule {
	fault: Fault;
	/** The requests that it is for, by "METHOD /path"; by default all. */
	on?: Pick<RegExp, 'test'>;
	/** The number of requests that fail; by default all. */
	times?: number;
}

export class Faults {
	/** The delay of each response. */
	latencyMs = 0;
	/** The form of lists. */
	lists: ListForms = {};
	private rules: FaultRule[] = [];
	private limiter?: RateLimiter;

	/**
	 * From now on, requests fail by this rule; rules that were set before go first.
	 *
	 * @returns a function that takes the rule away again.
	 */
	inject(rule: FaultRule): () => void {
		const set = { ...rule };
		this.rules.push(set);
		return () => {
			this.rules = this.rules.filter((other) => other !== set);
		};
	}

	/** Limits the rate of requests from now on; without a limit, takes all. */
	limit(limit?: RateLimit): void {
		this.limiter = limit && rateLimiter(limit);
	}

	/** Returns the fault for a request ("METHOD /path"), or undefined if it is served normally. */
	faultFor(request: string): Fault | undefined {
		const rule = this.rules.find(({ on, times = 1 }) => times > 0 && (on?.test(request) ?? true));
		if (rule?.times !== undefined) rule.times -= 1;
		return rule?.fault;
	}

	/** Counts a request. Undefined where it may pass, else how many seconds its client is to wait. */
	rejectedForSeconds(): number | undefined {
		return this.limiter?.();
	}
}

export function applyFault(fault: Fault, response: Response, next: NextFunction): void {
	if ('response' in fault) {
		const { status, headers = {}, body } = fault.response;
		response.status(status).set(headers).send(body);
	} else if ('cut' in fault) {
		if (fault.cut === 'before the work') return void response.destroy();
		response.end = () => response.destroy();
		next();
	} else if ('replacedBy' in fault) {
		const { status, body = '' } = fault.replacedBy;
		const { end } = response;
		response.end = () => {
			response.statusCode = status;
			response.removeHeader('Content-Length');
			const isText = typeof body === 'string';
			response.setHeader('Content-Type', isText ? 'text/html' : 'application/json');
			return Reflect.apply(end, response, [isText ? body : JSON.stringify(body)]);
		};
		next();
	} else if ('lateMs' in fault) {
		const { end } = response;
		response.end = (...content: unknown[]) => {
			setTimeout(() => Reflect.apply(end, response, content), fault.lateMs);
			return response;
		};
		next();
	} else if ('trickle' in fault) {
		const trickle = setInterval(() => response.write(' '), 1000 / fault.trickle.perSecond);
		response.on('close', () => clearInterval(trickle));
	}
}
