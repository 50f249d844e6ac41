import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { connect } from './connection';
import { paceOptions } from './fields/requestOptions';
import { Delivery } from './pingone/delivery';
import { failureFrom, type Failure } from './pingone/failure';
import { Once } from './pingone/once';
import type { PingOne } from './pingone/pingOne';
import { conceal } from './pingone/text';

/** What is to be done for one item. */
export interface Job<Outcome> {
	/** Items whose jobs have the same key share one run. */
	key: string;
	/** @throws {Failure} where it cannot be done. */
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
	const line = open(context);
	const { secrets, maxConcurrency } = await line.then(
		({ pingOne, maxConcurrency }) => ({ secrets: pingOne.credential.secrets, maxConcurrency }),
		() => ({ secrets: [], maxConcurrency: 1 }),
	);

	const jobs = await each(context.getInputData(), 1, async (_item, index) => {
		await line;
		return prepare(context, index);
	});
	stopAtFailure(context, jobs, secrets);

	const runs = new Once<Outcome>();
	const results = await each(jobs, maxConcurrency, async (prepared) => {
		const job = valueOf(prepared);
		return job.output(await runs.run(job.key, async () => await job.run((await line).pingOne)));
	});
	stopAtFailure(context, results, secrets);

	return results.flatMap((result, index) => {
		const outputs =
			'failure' in result ? { error: sentence(result.failure, index, secrets) } : result.value;
		return [outputs].flat().map((json) => ({ json, pairedItem: { item: index } }));
	});
}

/** PingOne with the pace of this run, and how many items are worked on at the same time. */
async function open(context: IExecuteFunctions) {
	const options = context.getNodeParameter('options', 0, {});
	const { maxConcurrency, mostPerSecond } = paceOptions(options);
	const stop = context.getExecutionCancelSignal();
	const pingOne = await connect(
		context,
		new Delivery({ mostInFlight: maxConcurrency, mostPerSecond, stop }),
	);
	return { pingOne, maxConcurrency };
}

/** What comes of each item, in their order, so many of them at the same time. */
async function each<Item, Value>(
	items: readonly Item[],
	concurrency: number,
	work: (item: Item, index: number) => Promise<Value>,
): Promise<Array<Result<Value>>> {
	const results = new Array<Result<Value>>(items.length);
	const left = items.entries();
	const takeOnes = async () => {
		for (const [index, item] of left) {
			results[index] = await work(item, index).then(
				(value) => ({ value }),
				(error: unknown) => ({ failure: failureFrom(error) }),
			);
		}
	};
	await Promise.all(Array.from({ length: concurrency }, takeOnes));
	return results;
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
