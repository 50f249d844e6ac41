import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { connect } from '../connection';
import { limitOptions } from '../fields/requestOptions';
import { RequestScheduler } from '../http/scheduler';
import { failureFrom, type Failure } from '../pingone/failure';
import type { PingOne } from '../pingone/pingOne';
import { conceal } from '../pingone/text';
import { mapSteadily } from './mapSteadily';

/** What is to be done for one item. */
export interface Job<Outcome> {
	/** All that is sent for it, as JSON: items whose jobs have the same key share one run. */
	key: unknown[];
	/**
	 * Sends its first request before it waits for anything.
	 *
	 * @throws {Failure} where it cannot be done.
	 */
	run(pingOne: PingOne): Promise<Outcome>;
	/**
	 * What the item puts out, one object or several.
	 *
	 * @throws {Failure} where this outcome counts as a failure for this item.
	 */
	output(outcome: Outcome): IDataObject | IDataObject[];
}

/**
 * Reads and checks the parameters of one item; sends nothing.
 *
 * @throws {Failure} naming the parameter that cannot be used.
 */
export type Prepare<Outcome> = (context: IExecuteFunctions, itemIndex: number) => Job<Outcome>;

type Result<Value> = { value: Value } | { failure: Failure };

/**
 * Runs an operation over all items: what each item puts out, in input order, paired with it. The
 * parameters of every item are checked before the first request is sent.
 *
 * A failed item takes no other with it. Where On Error continues, it puts out its failure. Where On
 * Error stops, a parameter that cannot be used ends the node before anything is sent; any other
 * failure ends it after the last item, because a sign-out of many must not end at the first session
 * that is not found.
 *
 * @throws {NodeApiError | NodeOperationError} for the first failed item, where On Error stops.
 */
export async function runItems<Outcome>(
	context: IExecuteFunctions,
	prepare: Prepare<Outcome>,
): Promise<INodeExecutionData[]> {
	const stop = context.getExecutionCancelSignal();
	const connection = await resultOf(async () => await open(context, stop));
	const secrets = 'failure' in connection ? [] : connection.value.pingOne.credential.secrets;

	const jobs = await mapSteadily(context.getInputData(), stop, (_item, index) =>
		resultNow(() => {
			valueOf(connection);
			return prepare(context, index);
		}),
	);
	stopAtFailure(context, jobs, secrets);

	const outcomes =
		'failure' in connection ? new Map() : await runJobs(jobs, connection.value, stop);
	const results = await mapSteadily(jobs, stop, (prepared) =>
		resultNow(() => {
			const job = valueOf(prepared);
			return job.output(valueOf<Outcome>(outcomes.get(job)));
		}),
	);
	stopAtFailure(context, results, secrets);

	const outputs = await mapSteadily(results, stop, (result, index) => {
		const output =
			'failure' in result ? { error: sentence(result.failure, index, secrets) } : result.value;
		return [output].flat().map((json) => ({ json, pairedItem: { item: index } }));
	});
	return outputs.flat();
}

interface Connection {
	pingOne: PingOne;
	scheduler: RequestScheduler;
}

async function open(context: IExecuteFunctions, stop?: AbortSignal): Promise<Connection> {
	const limits = limitOptions(context.getNodeParameter('options', 0, {}));
	const scheduler = new RequestScheduler({ ...limits, stop });
	return { pingOne: await connect(context, scheduler), scheduler };
}

/** What comes of each job. Equal ones are run once, and share what comes of it. */
async function runJobs<Outcome>(
	prepared: Array<Result<Job<Outcome>>>,
	{ pingOne, scheduler }: Connection,
	stop?: AbortSignal,
): Promise<Map<Job<Outcome>, Result<Outcome>>> {
	const equal = new Map<string, Array<Job<Outcome>>>();
	await mapSteadily(prepared, stop, (result) => {
		if ('failure' in result) return;
		const key = JSON.stringify(result.value.key);
		const jobs = equal.get(key);
		if (jobs === undefined) equal.set(key, [result.value]);
		else jobs.push(result.value);
	});
	const outcomes = new Map<Job<Outcome>, Result<Outcome>>();
	const groups = [...equal.values()];
	await scheduler.runItems(groups.length, async (index) => {
		const [job] = groups[index];
		const outcome = await resultOf(async () => await job.run(pingOne));
		for (const other of groups[index]) outcomes.set(other, outcome);
	});
	return outcomes;
}

async function resultOf<Value>(work: () => Promise<Value>): Promise<Result<Value>> {
	try {
		return { value: await work() };
	} catch (error) {
		return { failure: failureFrom(error) };
	}
}

function resultNow<Value>(work: () => Value): Result<Value> {
	try {
		return { value: work() };
	} catch (error) {
		return { failure: failureFrom(error) };
	}
}

function valueOf<Value>(result: Result<Value>): Value {
	if ('failure' in result) throw result.failure;
	return result.value;
}

function stopAtFailure(
	context: IExecuteFunctions,
	results: ReadonlyArray<Result<unknown>>,
	secrets: Iterable<string>,
): void {
	if (context.continueOnFail()) return;
	const failures = results.flatMap((result, index) =>
		'failure' in result ? [{ index, failure: result.failure }] : [],
	);
	if (failures.length === 0) return;

	const [{ index, failure }] = failures;
	const message = conceal(`${failure.message} [item ${index}]`, secrets);
	const options = {
		message,
		description: conceal(`${failure.advice}${tally(failures.length, results.length)}`, secrets),
		itemIndex: index,
	};
	const error = failure.refusal
		? new NodeApiError(context.getNode(), {}, { ...options, httpCode: `${failure.refusal.status}` })
		: new NodeOperationError(context.getNode(), message, options);
	// n8n replaces a message that has the name of a system error in it, even inside a word.
	error.message = message;
	throw error;
}

function tally(failed: number, all: number): string {
	return all === 1 ? '' : ` ${failed} of ${all} items failed.`;
}

/**
 * A failure as one text. It is the only key of a failed item's output: with any other beside it,
 * n8n would send the item out on the success branch.
 */
function sentence({ message, advice }: Failure, index: number, secrets: Iterable<string>): string {
	return conceal(`${message} [item ${index}]. ${advice}`, secrets);
}
