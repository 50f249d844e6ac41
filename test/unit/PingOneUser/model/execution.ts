/** Runs the node PingOne User, as n8n would, on a virtual clock, against the small PingOne. */
import type { IDataObject, IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { PingOneUser } from '../../../../nodes/PingOneUser/PingOneUser.node';
import { clock } from '../../../../nodes/shared/http/clock';
import { seededRandom } from '../../http/simulation/random';
import { VirtualClock } from '../../http/simulation/virtualClock';
import {
	faultOf,
	fullResponse,
	responseTo,
	TOKEN,
	type Fault,
	type FullResponse,
	type Step,
} from './faults';
import type { Item, OperationName } from './model';
import {
	API,
	ENVIRONMENT_ID,
	handle,
	type ApiRequest,
	type Response,
	type State,
	type Variant,
} from './pingOne';

const TIMEOUT_MS = 1_000;
/** The virtual time after which a run counts as endless. */
const LONGEST_MS = 3_600_000;
/** The time in which requests that were given up may still arrive. */
const IN_FLIGHT_MS = 60_000;

export interface Run {
	operation: OperationName;
	/** The items, with the faults of their reads and changes in the order of sending. */
	items: Array<Item & { reads: Step[]; changes: Step[] }>;
	/** The fault of first attempts, unless a step says otherwise. */
	firstAttempts?: Fault;
	firstAttemptsOf: 'all' | 'changes';
	/** True if each request succeeds in the end: faults after which it may not be sent again are left out. */
	endsWell: boolean;
	/** True if On Error continues. */
	continues: boolean;
	maxConcurrency: number;
	/** The time at which the user stops the execution. */
	stopAtMs?: number;
	/** The seed of `Math.random`. */
	seed: number;
}

/** One attempt that PingOne or a gateway received. */
export interface Attempt {
	/** The first of the equal items that it was sent for. */
	item: number;
	sentAtMs: number;
	request: ApiRequest;
	fault?: Fault;
	/** PingOne's response, even if it got lost; absent if the request did not arrive. */
	response?: Response;
	/** True if it changed PingOne's state. */
	hasChanged: boolean;
}

export interface Ran {
	before: State;
	after: State;
	attempts: Attempt[];
	/** Outputs by item; undefined if the node threw. */
	outputs?: IDataObject[][];
	error?: Error & { description?: unknown };
	logged: string[];
	timersLeft: number;
}

/**
 * Returns the item to which an item's requests are attributed, by their transaction IDs. Equal items share
 * one where they may share a run: the transaction ID belongs to what makes items equal.
 */
export function groupOf({ items, operation, endsWell, continues }: Run, index: number): number {
	if (operation === 'create' || !endsWell || !continues) return index;
	const text = textOf(items[index]);
	return items.findIndex((item) => textOf(item) === text);
}

function textOf({ reads: _reads, changes: _changes, ...item }: Run['items'][number]): string {
	return JSON.stringify(item);
}

/**
 * Runs the node.
 *
 * @param startsAtMs since 1970, on the virtual clock that PingOne goes by too.
 * @throws {Error} if the run does not end.
 */
export async function execute(
	before: State,
	run: Run,
	variant: Variant,
	startsAtMs: number,
): Promise<Ran> {
	const time = new VirtualClock();
	const realClock = { ...clock };
	Object.assign(clock, {
		now: () => time.now(),
		sleep: async (ms: number, signal?: AbortSignal) => await time.sleep(ms, signal),
	});
	const today = jest.spyOn(Date, 'now').mockImplementation(() => startsAtMs + time.now());
	const random = jest.spyOn(Math, 'random').mockImplementation(seededRandom(run.seed));
	try {
		return await executeOn(time, before, run, variant);
	} finally {
		random.mockRestore();
		today.mockRestore();
		Object.assign(clock, realClock);
	}
}

async function executeOn(
	time: VirtualClock,
	before: State,
	run: Run,
	variant: Variant,
): Promise<Ran> {
	const ran: Ran = { before, after: before, attempts: [], logged: [], timersLeft: 0 };
	const stop = new AbortController();
	if (run.stopAtMs !== undefined) void time.wait(run.stopAtMs).then(() => stop.abort());
	const send = sender(time, run, variant, ran);
	const execution = new PingOneUser().execute
		.call(contextOf(run, stop.signal, send, ran.logged))
		.then(([items]) => {
			ran.outputs = run.items.map((_, index) =>
				items.filter(({ pairedItem }) => isPairedWith(pairedItem, index)).map(({ json }) => json),
			);
		})
		.catch((error: Error) => (ran.error = error));
	const tooLate = time.wait(LONGEST_MS).then(() => {
		throw new Error('The run does not end');
	});
	const end = Promise.race([execution, tooLate]);
	await time.runUntil(end);
	await end;
	await time.runUntil(time.wait(IN_FLIGHT_MS));
	ran.timersLeft = time.sleepers;
	return ran;
}

function isPairedWith(pairedItem: unknown, index: number): boolean {
	return JSON.stringify(pairedItem) === JSON.stringify({ item: index });
}

type SendRequest = (request: IHttpRequestOptions) => Promise<FullResponse>;

/** Replaces n8n's request helper. */
function sender(time: VirtualClock, run: Run, variant: Variant, ran: Ran): SendRequest {
	const attemptsOf = new Map<string, number>();
	const count = (key: string) => {
		const nth = attemptsOf.get(key) ?? 0;
		attemptsOf.set(key, nth + 1);
		return nth;
	};
	return async ({ method = 'GET', url, body = '', headers = {} }) => {
		const item = Number(String(headers['X-Ping-External-Transaction-Id']).replace('item-', ''));
		const request: ApiRequest = {
			method,
			path: url.slice(API.length),
			mediaType: String(headers['Content-Type'] ?? ''),
			body: String(body),
		};
		const kind = method === 'GET' ? 'reads' : 'changes';
		const step = run.items[item][kind][count(`${kind} of ${item}`)] ?? { afterMs: 20 };
		const nth = count(JSON.stringify([item, request]));
		const isMeant = nth === 0 && (run.firstAttemptsOf === 'all' || kind === 'changes');
		const planned = step.fault ?? (isMeant ? run.firstAttempts : undefined);
		const fault = faultOf(planned, request, run.endsWell, nth);
		const attempt: Attempt = { item, sentAtMs: time.now(), request, fault, hasChanged: false };
		ran.attempts.push(attempt);
		await time.wait(step.afterMs / 2);
		if (fault === undefined || ('isCarriedOut' in fault && fault.isCarriedOut)) {
			const { state, response } = handle(ran.after, request, variant);
			attempt.response = response;
			attempt.hasChanged = JSON.stringify(state) !== JSON.stringify(ran.after);
			ran.after = state;
		}
		await time.wait(step.afterMs / 2);
		return fault === undefined ? fullResponse(attempt.response) : await responseTo(fault, request);
	};
}

/** The part of n8n's context that the node uses. */
function contextOf(
	run: Run,
	stop: AbortSignal,
	send: SendRequest,
	logged: string[],
): IExecuteFunctions {
	const log = (...words: unknown[]) => logged.push(JSON.stringify(words));
	const parameters = run.items.map((_, index) => parametersOf(run, index));
	const context = {
		getInputData: () => run.items.map(() => ({ json: {} })),
		// Without parameters, each is read for each item, as if it were an expression.
		getNode: () => ({ name: 'PingOne User', type: 'pingOneUser', typeVersion: 1, parameters: {} }),
		getNodeParameter: (name: string, index: number, fallback: unknown) =>
			parameters[index][name] ?? fallback,
		addExecutionHints: () => {},
		continueOnFail: () => run.continues,
		getTimezone: () => 'Europe/Zurich',
		getCredentials: async () => ({ apiPath: API, accessToken: TOKEN }),
		getExecutionCancelSignal: () => stop,
		logger: { error: log, warn: log, info: log, debug: log },
		helpers: {
			httpRequestWithAuthentication: async (_type: string, request: IHttpRequestOptions) =>
				await send(request),
		},
	};
	return context as unknown as IExecuteFunctions;
}

function parametersOf(run: Run, index: number): IDataObject {
	const { operation, maxConcurrency } = run;
	const {
		user,
		fields = {},
		group,
		unlockAt,
		reads: _reads,
		changes: _changes,
		...others
	} = run.items[index];
	const { populationId, username, email, ...more } = fields;
	const population = populationId && { populationId: locator('id', populationId) };
	return {
		authentication: 'accessToken',
		operation,
		environmentId: ENVIRONMENT_ID,
		...(user && { userId: locator(user.by, user.value) }),
		...(operation === 'create'
			? { username, email, populationId, additionalFields: more }
			: { updateFields: { ...more, ...named({ username, email }), ...population } }),
		...(group === 'allDirect' ? { groups: group } : { groups: 'one' }),
		...(group && group !== 'allDirect' && { groupId: locator(group.by, group.value) }),
		...(operation === 'get' && { include: ['groups'] }),
		returnAll: true,
		...others,
		options: {
			timeout: TIMEOUT_MS,
			maxConcurrency,
			transactionId: `item-${groupOf(run, index)}`,
			...(unlockAt && { unlockAt }),
		},
	};
}

/** An update field that is there without a value is an expression that found nothing. */
function named(fields: IDataObject): IDataObject {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function locator(mode: string, value: string): IDataObject {
	return { __rl: true, mode, value };
}
