/** How PingOne limits the rate of requests: what a short burst of reads is answered with. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Check, Step } from '../check';

/** Twice what older pages name as the limit of one address. */
const PER_SECOND = 200;
const SECONDS = 3;
/** A bucket lets one through now and then; a window lets none through until it ends. */
const MIN_SWITCHES_OF_BUCKET = 6;
const ROUNDED_TO = 5;

interface Response {
	isRefused: boolean;
	retryAfter: unknown;
}

export const rate: Step = {
	facts: ['rate.limit', 'rate.retryAfter'],
	needs: 'rate',
	announcement: () =>
		`Read one user ${PER_SECOND * SECONDS} times, ${PER_SECOND} times a second. Others may be refused by PingOne's rate limit meanwhile`,
	async run(check) {
		const responses = await burst(check);
		const first = responses.find(({ isRefused }) => isRefused);
		if (first === undefined) {
			check.settle('rate.limit', `none up to ${PER_SECOND} a second`);
			check.reasons['rate.retryAfter'] = 'no request was refused';
			return;
		}
		const limited = responses.slice(responses.indexOf(first));
		const accepted = limited.filter(({ isRefused }) => !isRefused).length;
		const perSecond = (accepted / limited.length) * PER_SECOND;
		const switches = limited.filter(
			({ isRefused }, index) => index > 0 && isRefused !== limited[index - 1].isRefused,
		).length;
		const kind = switches > MIN_SWITCHES_OF_BUCKET * SECONDS ? 'bucket' : 'window';
		const rounded = Math.round(perSecond / ROUNDED_TO) * ROUNDED_TO;
		check.settle('rate.limit', `${kind} of ${rounded} a second`);
		check.settle('rate.retryAfter', formOf(first.retryAfter));
		// Leaves PingOne alone for as long as it asks, at most.
		await pause(1_000);
	},
};

/** In the order in which they were sent. */
async function burst(check: Check): Promise<Response[]> {
	const path = check.path(`users/${check.userOf('test').id}`);
	const sent: Array<Promise<Response>> = [];
	const startedAt = performance.now();
	while (sent.length < PER_SECOND * SECONDS) {
		check.throwIfStopped();
		const due = Math.ceil(((performance.now() - startedAt) / 1000) * PER_SECOND);
		while (sent.length < Math.min(due, PER_SECOND * SECONDS)) sent.push(read(check, path));
		await pause(1000 / PER_SECOND);
	}
	return await Promise.all(sent);
}

async function read(check: Check, path: string): Promise<Response> {
	const { status, headers } = await check.client.sendOnce('GET', path);
	return { isRefused: status === 429, retryAfter: headers['retry-after'] };
}

function formOf(retryAfter: unknown): string {
	if (typeof retryAfter !== 'string') return 'absent';
	if (/^\d+$/.test(retryAfter)) return 'seconds';
	return /GMT$/.test(retryAfter) ? 'date' : 'other';
}
