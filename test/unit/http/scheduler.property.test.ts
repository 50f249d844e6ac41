import * as fc from 'fast-check';
import { CircuitOpenError } from '../../../nodes/shared/http/requestErrors';
import type { Settled } from '../../../nodes/shared/http/scheduler';
import { seededRandom } from './simulation/random';
import {
	endOf,
	isReset,
	run,
	STATUS_OF_FATAL,
	type Ran,
	type Reaction,
} from './simulation/requestLayer';
import { schedule, type Schedule } from './simulation/schedules';

/** The number of random runs; mutation testing uses fewer. */
const SCHEDULES = Number(process.env.SCHEDULES ?? 1000);
const MAX_ATTEMPTS = 10;
const MAX_RETRY_AFTER_S = 60;
const OUTAGE_MS = 60_000;
/** The most time in which items that have changed something finish after Stop. */
const FINISH_MS = 1_200;
/** Waiting requests check at most twice a second. */
const LOOK_MS = 600;

/** One attempt of a request, as the service saw it. */
interface Attempt {
	at: number;
	reaction: Reaction;
	/** The status, an error code, or 'timeout'. */
	result: number | string;
	receivedAt: number;
}

interface Request {
	item: number;
	isChange: boolean;
	attempts: Attempt[];
	end: Settled | Error;
	endedAt: number;
	isHealthy: boolean;
}

interface Observed extends Schedule {
	timeoutMs: number;
	ran: Ran;
	items: number;
	requests: Request[];
}

async function observe(made: Schedule): Promise<Observed> {
	const { blocks, outage, areChanges = false, seed, ...options } = made;
	const isChange = (_item: number, request: number) => areChanges && request > 0;
	const { timeoutMs = 30_001 } = options;
	const blockOf = blocks.flatMap((block) => Array<typeof block>(block.count).fill(block));
	const items = blockOf.length;
	const attempts = new Map<string, Attempt[]>();
	const random = jest.spyOn(Math, 'random').mockImplementation(seededRandom(seed));
	const ran = await run({
		...options,
		timeoutMs,
		items,
		isChange,
		stepsOf: (item) => blockOf[item].stepsOf,
		react: (item, nth, at, request) => {
			const { plan } = blockOf[item];
			const isOut = outage !== undefined && at < outage.untilMs;
			const reaction = isOut ? outage.reaction : plan[Math.min(nth, plan.length) - 1];
			const { afterMs, status } = reaction;
			const result = afterMs < timeoutMs ? status : 'timeout';
			const receivedAt = at + Math.min(afterMs, timeoutMs);
			const key = `${item}/${request}`;
			attempts.set(key, [...(attempts.get(key) ?? []), { at, reaction, result, receivedAt }]);
			return reaction;
		},
	}).finally(() => random.mockRestore());
	const requests = ran.ends.map(({ item, request, end, at }) => ({
		item,
		isChange: isChange(item, request),
		attempts: attempts.get(`${item}/${request}`) ?? [],
		end,
		endedAt: at,
		isHealthy:
			outage === undefined &&
			blockOf[item].plan.every(({ status, afterMs }) => status === 204 && afterMs < timeoutMs),
	}));
	return { ...made, timeoutMs, ran, items, requests };
}

const isUnknown = (result: number | string) =>
	typeof result === 'number' ? result >= 500 || result === 408 : CARRIED_OUT.includes(result);
const CARRIED_OUT = ['timeout', 'ECONNRESET', 'HPE_INVALID_CONSTANT'];
const mayHaveBeenCarriedOut = (result: number | string) =>
	result === 500 || CARRIED_OUT.includes(String(result));
const isFatal = (result: number | string) => result === STATUS_OF_FATAL || result === 'ENOTFOUND';
/** The service responded as one that works. */
const isSuccess = (result: number | string) =>
	typeof result === 'number' && result < 500 && ![408, 429, STATUS_OF_FATAL].includes(result);
const retryAfterSeconds = (attempt: Attempt) => {
	const { retryAfter } = attempt.reaction;
	const isTold = typeof attempt.result === 'number' && /^\d+$/.test(String(retryAfter));
	return isTold ? Number(retryAfter) : 0;
};

/** Invariants by name. Each returns the violations in a run. */
const PROPERTIES: Record<string, (observed: Observed) => unknown[]> = {
	'each item is started once, and each of its requests ends once': ({ ran, items }) => {
		const keys = ran.ends.map(({ item, request }) => `${item}/${request}`);
		const sent = ran.sent.map(({ item, request }) => `${item}/${request}`);
		const starts = Array.from({ length: items }, (_, item) => ran.starts[item]);
		return [
			...starts.filter((count) => count !== 1),
			...keys.filter((key, index) => keys.indexOf(key) !== index),
			...sent.filter((key) => !keys.includes(key)),
		];
	},
	'each item with something to send has an end': ({ ran, blocks }) =>
		blocks
			.flatMap(({ stepsOf, count }) => Array<number[]>(count).fill(stepsOf))
			.map(([first = 0], item) => ({ first, item }))
			.filter(({ first, item }) => ran.ends.filter((end) => end.item === item).length < first),
	'what is reported as reset was reset': ({ requests }) =>
		requests.filter(
			({ end, endedAt, attempts }) =>
				isReset(end) &&
				!attempts.some(({ result, receivedAt }) => result === 204 && receivedAt <= endedAt),
		),
	'a healthy item fails only if nothing gets through, or the run was stopped': ({
		requests,
		stopAtMs = Infinity,
	}) =>
		requests.filter(({ isHealthy, end, endedAt }) => {
			if (!isHealthy || isReset(end) || end instanceof CircuitOpenError) return false;
			if (endOf(end) === 'RequestAbortedError' || endOf(end) === 'aborted')
				return endedAt < stopAtMs;
			return !isGivenUp(end);
		}),
	'the circuit opens only for a failure that was received, and not within a minute of a success': ({
		requests,
	}) =>
		requests.filter(({ end, endedAt }) => {
			const earlier = requests
				.flatMap(({ attempts }) => attempts)
				.filter(({ receivedAt }) => receivedAt <= endedAt);
			if (!(end instanceof CircuitOpenError)) return false;
			const { reason } = end;
			if (earlier.some((other) => isFatal(other.result))) return false;
			if ('response' in reason && isSuccess(reason.response.status)) return true;
			const openedAt = Math.min(
				...requests
					.filter((other) => other.end instanceof CircuitOpenError)
					.map((other) => other.endedAt),
			);
			return earlier.some(
				(other) =>
					isSuccess(other.result) &&
					other.receivedAt > openedAt - OUTAGE_MS + LOOK_MS &&
					other.receivedAt < openedAt - LOOK_MS,
			);
		}),
	'a request is sent ten times at most, and as often as is said': ({ requests }) =>
		requests.filter(({ end, attempts }) => {
			const said = end instanceof Error ? 0 : end.attempts;
			return attempts.length > MAX_ATTEMPTS || attempts.length !== said;
		}),
	'only what failed for now is sent again': ({ requests }) =>
		requests.filter(({ attempts }) =>
			attempts.slice(0, -1).some(({ result }) => isSuccess(result) || isFatal(result)),
		),
	'what may not be repeated is not sent again after an unknown outcome': ({
		requests,
		isRepeatable = true,
	}) =>
		requests.filter(
			({ attempts }) =>
				!isRepeatable && attempts.slice(0, -1).some(({ result }) => isUnknown(result)),
		),
	'a request may have been carried out if an earlier attempt may have been, and only then': ({
		requests,
	}) =>
		requests.filter(
			({ end, attempts }) =>
				!(end instanceof Error) &&
				(end.mayHaveBeenCarriedOut !==
					attempts.slice(0, -1).some(({ result }) => mayHaveBeenCarriedOut(result)) ||
					end.hadUnknownOutcome !== attempts.slice(0, -1).some(({ result }) => isUnknown(result))),
		),
	'a request is not sent again earlier than the service asks': ({ requests }) =>
		requests.filter(({ attempts }) =>
			attempts.slice(1).some(({ at }, index) => {
				const before = attempts[index];
				const retryAfterS = retryAfterSeconds(before);
				return (
					retryAfterS > MAX_RETRY_AFTER_S || at < before.receivedAt + retryAfterS * 1000 - 0.001
				);
			}),
		),
	'no more are in flight than may be': ({ ran, maxConcurrency = 1 }) =>
		ran.mostInFlight > maxConcurrency ? [ran.mostInFlight] : [],
	'once it is stopped, requests are sent only for items that have changed something, and not for long':
		({ requests, stopAtMs = Infinity }) =>
			requests.flatMap(({ item, attempts }) =>
				attempts
					.filter(({ at }) => at > stopAtMs)
					.filter(({ at }) => at > stopAtMs + FINISH_MS || !hasChanged(requests, item, at)),
			),
	'nothing is sent once the circuit is open, or something is fatal': ({ ran, requests }) => {
		const fatalAt = requests
			.flatMap(({ attempts }) => attempts)
			.filter(({ result }) => isFatal(result))
			.map(({ receivedAt }) => receivedAt);
		const openAt = requests
			.filter(({ end }) => end instanceof CircuitOpenError)
			.map(({ endedAt }) => endedAt);
		const lastAt = Math.min(...fatalAt, ...openAt);
		return ran.sent.filter(({ at }) => at > lastAt);
	},
	'no timer is left': ({ ran }) => (ran.timersLeft === 0 ? [] : [ran.timersLeft]),
};

/** True if an item had changed something by then, may have, or a change was in flight. */
function hasChanged(requests: Request[], item: number, byMs: number): boolean {
	return requests
		.filter((request) => request.item === item && request.isChange)
		.flatMap(({ attempts }) => attempts)
		.some(
			({ at, result, receivedAt }) =>
				at < byMs &&
				(receivedAt >= byMs || isUnknown(result) || (isSuccess(result) && Number(result) < 300)),
		);
}

function isGivenUp(end: Settled | Error): boolean {
	return (
		!(end instanceof Error) &&
		'error' in end.outcome &&
		end.outcome.error instanceof Error &&
		end.outcome.error.message === 'No request succeeds'
	);
}

it(`in ${SCHEDULES} random runs, whatever a service does`, async () => {
	await fc.assert(
		fc.asyncProperty(schedule, async (made) => {
			const observed = await observe(made);
			for (const [name, wrongIn] of Object.entries(PROPERTIES)) {
				expect({ [name]: wrongIn(observed) }).toEqual({ [name]: [] });
			}
		}),
		{ numRuns: SCHEDULES },
	);
}, 300_000);
