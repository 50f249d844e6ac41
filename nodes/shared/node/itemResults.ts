import { NodeApiError, NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { redact } from '../http/redaction';
import { PingOneError } from '../pingone/errors/pingOneError';

/** The result of an item, or of one step for it. */
export type Result<Value> = { value: Value } | { error: PingOneError };

/** The error of an item that was not started because another one had failed. */
export const NOT_STARTED = new PingOneError(
	'This item was not started',
	'Another item had failed before.',
);

/** Returns the value. @throws {PingOneError} if the result is an error. */
export function unwrap<Value>(result: Result<Value>): Value {
	if ('error' in result) throw result.error;
	return result.value;
}

/**
 * Throws the error of the first failed item, if any item failed and On Error is set to stop, or the
 * node is a tool of an AI agent. The error lists all failed items.
 */
export function throwIfFailed(
	context: IExecuteFunctions,
	results: ReadonlyArray<Result<unknown>>,
	secrets: Iterable<string>,
): void {
	const isTool = isAiTool(context);
	// An agent gets what a tool throws, but not what it puts out on the error branch.
	if (context.continueOnFail() && !isTool) return;
	if (!results.some((result) => 'error' in result)) return;
	const failed = results.flatMap((result, index) =>
		'error' in result && result.error !== NOT_STARTED ? [{ index, error: result.error }] : [],
	);
	const [{ index, error: first }] = failed;
	const item = results.length === 1 ? '' : ` [item ${index}]`;
	const summary = summaryOf(
		failed.map((item) => item.index),
		results,
	);
	const advice = `${first.description}${summary}`;
	// An agent gets only the message of an error.
	const text = `${first.message}${item}`;
	const message = redact(isTool ? `${text}. ${advice}` : text, secrets);
	const description = isTool ? '' : redact(advice, secrets);
	const options = { message, description, itemIndex: index };
	const error =
		first.status === undefined
			? new NodeOperationError(context.getNode(), message, options)
			: new NodeApiError(context.getNode(), {}, { ...options, httpCode: `${first.status}` });
	// n8n replaces a message that has the name of a system error in it, even inside a word.
	error.message = message;
	throw error;
}

/** Returns a sentence with the failed items and the number of items that were not started. */
function summaryOf(failed: number[], results: ReadonlyArray<Result<unknown>>): string {
	if (results.length === 1) return '';
	const notStarted = results.filter(
		(result) => 'error' in result && result.error === NOT_STARTED,
	).length;
	return [
		` ${failed.length} of ${results.length} items failed: ${rangesOf(failed)}.`,
		notStarted === 0 ? '' : ` ${notStarted} were not started.`,
	].join('');
}

/** Formats ascending numbers as ranges, as in "0, 3–5". */
function rangesOf(numbers: number[]): string {
	const ranges: Array<{ from: number; to: number }> = [];
	for (const number of numbers) {
		const last = ranges.at(-1);
		if (last?.to === number - 1) last.to = number;
		else ranges.push({ from: number, to: number });
	}
	return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}

/**
 * Returns the output of a failed item. `error` must be its only key: with any other key, n8n
 * sends the item to the success branch.
 *
 * @param count number of items of the run.
 */
export function errorOutput(
	{ message, description }: PingOneError,
	index: number,
	count: number,
	secrets: Iterable<string>,
): { error: string } {
	const item = count === 1 ? '' : ` [item ${index}]`;
	return { error: redact(`${message}${item}. ${description}`, secrets) };
}

/** True if the node is a tool of an AI agent: n8n adds "Tool" to its type. */
function isAiTool(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}
