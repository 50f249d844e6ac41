/** How PingOne limits the rate of requests: what more and more reads a second are answered with. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Check, Step } from '../check';
import { NotSettled } from '../notSettled';

/** From little to twice what older pages name as the limit of one address. */
const RATES = [50, 100, 200];
const SECONDS_EACH = 2;
/** A bucket lets one through now and then; a window lets none through until it ends. */
const MIN_SWITCHES_A_SECOND = 6;
const ROUNDED_TO = 5;
const TICK_MS = 5;

/** Of the requests; others say nothing of the rate. */
const MIN_SHARE_ANSWERED = 0.95;

interface Response {
	/** Undefined where none came. */
	status?: number;
	isRefused: boolean;
	retryAfter?: string;
}

export const rate: Step = {
	facts: ['rate.limit', 'rate.retryAfter'],
	needs: 'rate',
	announcement: () =>
		`Read the sessions of the test user ${RATES.join(', then ')} times a second, for ${SECONDS_EACH} seconds each, until PingOne refuses some of the requests, and for two seconds more. Other applications may be refused meanwhile`,
	async run(check) {
		// Unlike the others, this request renews a token that has expired.
		await check.send('GET', sessionsPath(check));
		for (const perSecond of RATES) {
			const responses = await burst(check, perSecond);
			if (!responses.some(({ isRefused }) => isRefused)) continue;
			const all = [...responses, ...(await burst(check, perSecond))];
			return settle(check, all, perSecond);
		}
		check.settle('rate.limit', `none up to ${RATES.at(-1)} a second`);
		check.reasons['rate.retryAfter'] = 'no request was refused';
	},
};

/** @param responses in the order in which the requests were sent, some of them refused. */
function settle(check: Check, responses: Response[], perSecond: number): void {
	const first = responses.findIndex(({ isRefused }) => isRefused);
	check.settle('rate.retryAfter', formOf(responses[first].retryAfter));
	const limited = responses.slice(first);
	const accepted = limited.filter(({ status }) => status === 200).length;
	if (accepted === 0) throw new NotSettled('once it refused one request, PingOne refused all');
	const seconds = limited.length / perSecond;
	const switches = limited.filter(
		({ isRefused }, index) => index > 0 && isRefused !== limited[index - 1].isRefused,
	).length;
	const kind = switches > MIN_SWITCHES_A_SECOND * seconds ? 'bucket' : 'window';
	const rounded = Math.max(1, Math.round(accepted / seconds / ROUNDED_TO)) * ROUNDED_TO;
	check.settle('rate.limit', `${kind} of ${rounded} a second`);
}

/**
 * In the order in which they were sent.
 *
 * @throws {NotSettled} where too many got a response that is about something else, or none.
 */
async function burst(check: Check, perSecond: number): Promise<Response[]> {
	const path = check.path(sessionsPath(check));
	const count = perSecond * SECONDS_EACH;
	const sent: Array<Promise<Response>> = [];
	const startedAt = performance.now();
	while (sent.length < count) {
		check.throwIfStopped();
		const due = Math.ceil(((performance.now() - startedAt) / 1000) * perSecond);
		while (sent.length < Math.min(due, count)) sent.push(read(check, path));
		await pause(TICK_MS);
	}
	const responses = await Promise.all(sent);
	const isAnswered = ({ status, isRefused }: Response) => status === 200 || isRefused;
	const other = responses.find((response) => !isAnswered(response));
	if (responses.filter(isAnswered).length >= MIN_SHARE_ANSWERED * count) return responses;
	throw new NotSettled(`PingOne returned ${other?.status ?? 'nothing'} to some requests`);
}

async function read(check: Check, path: string): Promise<Response> {
	const response = await check.client.sendOnce('GET', path).catch(() => undefined);
	return {
		status: response?.status,
		isRefused: response?.status === 429,
		retryAfter: response?.headers['retry-after'],
	};
}

function sessionsPath(check: Check): string {
	return `users/${check.userOf('test').id}/sessions`;
}

function formOf(retryAfter?: string): string {
	if (retryAfter === undefined) return 'absent';
	if (/^\d+$/.test(retryAfter)) return 'seconds';
	return /GMT$/.test(retryAfter) ? 'date' : 'other';
}
