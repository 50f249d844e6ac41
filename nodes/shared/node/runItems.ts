import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { RequestScheduler } from '../http/scheduler';
import type { PingOneClient } from '../pingone/client';
import { toPingOneError } from '../pingone/errors';
import { connect } from './connect';
import { limitOptions } from './fields/requestOptions';
import { errorOutput, NOT_STARTED, throwIfFailed, valueOf, type Result } from './itemResults';
import { steadily, type MapSteadily } from './mapSteadily';

/** What is to be done for one item. */
export interface Job<Outcome> {
	/** All that is sent for it, as JSON: items whose jobs have the same key share one run. */
	key: unknown[];
	/**
	 * The user that it changes, as JSON. Jobs that change the same user run one after another, in
	 * input order; all others run concurrently.
	 */
	changes?: unknown[];
	/**
	 * Sends its first request before it waits for anything.
	 *
	 * @throws {PingOneError} if it cannot be done.
	 */
	run(client: PingOneClient): Promise<Outcome>;
	/**
	 * What the item puts out, one object or several.
	 *
	 * @throws {PingOneError} if this outcome is an error for this item.
	 */
	output(outcome: Outcome): IDataObject | IDataObject[];
}

/**
 * Reads and checks the parameters of one item; sends nothing.
 *
 * @throws {PingOneError} naming the parameter that cannot be used.
 */
export type Prepare<Outcome> = (context: IExecuteFunctions, itemIndex: number) => Job<Outcome>;

/**
 * What happens to the remaining items after one has failed, if On Error is set to stop.
 *
 * - `stopAtFirst`: no further item is started. This is n8n's convention.
 * - `finishAll`: they are carried out all the same, because a sign-out of many users must not end at
 *   the first session that is not found.
 *
 * In both cases the node then ends with an error.
 */
export type FailurePolicy = 'stopAtFirst' | 'finishAll';

/**
 * Runs an operation over all items: what each item puts out, in input order, paired with it. The
 * parameters of every item are checked before the first request is sent. If On Error continues, a
 * failed item puts out its error, and the others go on.
 *
 * @throws {NodeApiError | NodeOperationError} if an item failed and On Error stops.
 */
export async function runItems<Outcome>(
	context: IExecuteFunctions,
	prepare: Prepare<Outcome>,
	failurePolicy: FailurePolicy,
): Promise<INodeExecutionData[]> {
	const stop = context.getExecutionCancelSignal();
	const mapSteadily = steadily(stop);
	const connection = await resultOf(async () => await open(context, stop));
	const secrets = 'error' in connection ? [] : connection.value.client.context.secrets;

	const jobs = await mapSteadily(context.getInputData(), (_item, index) =>
		resultNow(() => {
			valueOf(connection);
			return prepare(context, index);
		}),
	);
	throwIfFailed(context, jobs, secrets);

	const stopsAtFirst = failurePolicy === 'stopAtFirst' && !context.continueOnFail();
	const outcomes =
		'error' in connection
			? new Map<Job<Outcome>, Result<Outcome>>()
			: await runJobs(jobs, connection.value, stopsAtFirst, mapSteadily);
	const results = await mapSteadily(jobs, (prepared) =>
		resultNow(() => {
			const job = valueOf(prepared);
			return job.output(valueOf(outcomes.get(job) ?? { error: NOT_STARTED }));
		}),
	);
	throwIfFailed(context, results, secrets);

	const outputs = await mapSteadily(results, (result, index) => {
		const output = 'error' in result ? errorOutput(result.error, index, secrets) : result.value;
		return [output].flat().map((json) => ({ json, pairedItem: { item: index } }));
	});
	return outputs.flat();
}

interface Connection {
	client: PingOneClient;
	scheduler: RequestScheduler;
}

async function open(context: IExecuteFunctions, stop?: AbortSignal): Promise<Connection> {
	const limits = limitOptions(context.getNodeParameter('options', 0, {}));
	const scheduler = new RequestScheduler({ ...limits, stop });
	return { client: await connect(context, scheduler), scheduler };
}

/** What came of each job that was started. Equal ones are run once, and share what came of it. */
async function runJobs<Outcome>(
	prepared: Array<Result<Job<Outcome>>>,
	{ client, scheduler }: Connection,
	stopsAtFirst: boolean,
	mapSteadily: MapSteadily,
): Promise<Map<Job<Outcome>, Result<Outcome>>> {
	const outcomes = new Map<Job<Outcome>, Result<Outcome>>();
	const sequences = await inSequences(prepared, mapSteadily);
	let hasFailed = false;
	await scheduler.runItems(sequences.length, async (index) => {
		for (const equalJobs of sequences[index]) {
			if (hasFailed && stopsAtFirst) return;
			const outcome = await resultOf(async () => await equalJobs[0].run(client));
			hasFailed ||= 'error' in outcome;
			for (const job of equalJobs) outcomes.set(job, outcome);
		}
	});
	return outcomes;
}

/** Groups of equal jobs; the groups of one sequence are run one after another. */
type Sequence<Outcome> = Array<Array<Job<Outcome>>>;

async function inSequences<Outcome>(
	prepared: Array<Result<Job<Outcome>>>,
	mapSteadily: MapSteadily,
): Promise<Array<Sequence<Outcome>>> {
	const sequences = new Map<string, { lastKey: string; groups: Sequence<Outcome> }>();
	await mapSteadily(prepared, (result) => {
		if ('error' in result) return;
		const { key, changes = key } = result.value;
		const [name, jobKey] = [JSON.stringify(changes), JSON.stringify(key)];
		const sequence = sequences.get(name);
		if (sequence === undefined) {
			sequences.set(name, { lastKey: jobKey, groups: [[result.value]] });
		} else if (sequence.lastKey === jobKey) {
			sequence.groups.at(-1)?.push(result.value);
		} else {
			sequence.lastKey = jobKey;
			sequence.groups.push([result.value]);
		}
	});
	return [...sequences.values()].map(({ groups }) => groups);
}

async function resultOf<Value>(work: () => Promise<Value>): Promise<Result<Value>> {
	try {
		return { value: await work() };
	} catch (error) {
		return { error: toPingOneError(error) };
	}
}

function resultNow<Value>(work: () => Value): Result<Value> {
	try {
		return { value: work() };
	} catch (error) {
		return { error: toPingOneError(error) };
	}
}
