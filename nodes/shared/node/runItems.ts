import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { RequestScheduler } from '../http/scheduler';
import type { PingOneClient } from '../pingone/client';
import { Environment } from '../pingone/environment';
import { toPingOneError } from '../pingone/errors/pingOneError';
import { connect } from './connect';
import { environmentOf } from './fields/environment';
import { limitOptions, requestOptions } from './fields/requestOptions';
import { addHints } from './hints';
import { errorOutput, NOT_STARTED, throwIfFailed, unwrap, type Result } from './itemResults';
import type { FailurePolicy, Prepare, PreparedJob } from './job';
import { JobOrder, type JobGroup } from './jobOrder';
import { createMapSteadily, type MapSteadily } from './mapSteadily';
import { readOnce } from './readOnce';
import { logStopped } from './stopReport';

/**
 * Runs an operation over all items and returns their outputs in input order, paired with the
 * items. The parameters of all items are checked before the first request is sent. If On Error
 * continues, a failed item outputs its error, and the others continue.
 *
 * @param maxPerSecond maximum number of requests per second, regardless of the options.
 * @throws {NodeApiError | NodeOperationError} if an item failed and On Error is set to stop.
 */
export async function runItems<Outcome>(
	context: IExecuteFunctions,
	prepare: Prepare<Outcome>,
	failurePolicy: FailurePolicy,
	maxPerSecond = Infinity,
): Promise<INodeExecutionData[]> {
	const stop = context.getExecutionCancelSignal();
	const mapSteadily = createMapSteadily(stop);
	const connection = await tryCatchAsync(
		async () => await openConnection(context, maxPerSecond, stop),
	);
	const secrets = 'error' in connection ? [] : connection.value.client.context.secrets;

	const parameters = readOnce(context);
	let withoutTransactionId = 0;
	const jobs = await mapSteadily(context.getInputData(), (_item, index) =>
		tryCatch(() => {
			unwrap(connection);
			const environmentId = environmentOf(parameters, index);
			const job = prepare(parameters, index);
			const options = parameters.getNodeParameter('options', index, {});
			if ('transactionId' in options && (options.transactionId ?? null) === null)
				withoutTransactionId++;
			const request = requestOptions(options);
			return { ...job, environmentId, request };
		}),
	);
	throwIfFailed(context, jobs, secrets);

	const continues = context.continueOnFail();
	const stopsAfterFailure = (job: PreparedJob<Outcome>) =>
		!continues && (job.failurePolicy ?? failurePolicy) === 'stopAtFirst';
	const outcomes =
		'error' in connection
			? new Map<PreparedJob<Outcome>, Result<Outcome>>()
			: await runJobs(context, jobs, connection.value, stopsAfterFailure, mapSteadily);
	const results = await mapSteadily(jobs, (prepared) =>
		tryCatch(() => {
			const job = unwrap(prepared);
			const outcome = unwrap(outcomes.get(job) ?? { error: NOT_STARTED });
			return job.output(outcome, job.environmentId);
		}),
	);
	throwIfFailed(context, results, secrets);

	const sharedItems = outcomes.size - new Set(outcomes.values()).size;
	addHints(context, { withoutTransactionId, sharedItems });
	const outputs = await mapSteadily(results, (result, index) => {
		const output =
			'error' in result ? errorOutput(result.error, index, results.length, secrets) : result.value;
		return [output].flat().map((json) => ({ json: idsLast(json), pairedItem: { item: index } }));
	});
	return outputs.flat();
}

/** Returns what an operation did with the IDs at the end, so that a table shows the rest without scrolling. */
function idsLast(output: IDataObject): IDataObject {
	if (!('success' in output)) return output;
	const isId = ([name]: [string, unknown]) => /Id$/.test(name);
	const entries = Object.entries(output);
	return Object.fromEntries([...entries.filter((entry) => !isId(entry)), ...entries.filter(isId)]);
}

interface Connection {
	client: PingOneClient;
	scheduler: RequestScheduler;
}

async function openConnection(
	context: IExecuteFunctions,
	maxPerSecond: number,
	stop?: AbortSignal,
): Promise<Connection> {
	const limits = limitOptions(context.getNodeParameter('options', 0, {}));
	const perSecond = Math.min(limits.maxPerSecond ?? Infinity, maxPerSecond);
	const scheduler = new RequestScheduler({ ...limits, maxPerSecond: perSecond, stop });
	return { client: await connect(context, scheduler), scheduler };
}

/**
 * Returns the outcome of each job that was started. Equal jobs share one run. If the execution is
 * stopped, writes a report to n8n's log.
 */
async function runJobs<Outcome>(
	context: IExecuteFunctions,
	prepared: Array<Result<PreparedJob<Outcome>>>,
	{ client, scheduler }: Connection,
	stopsAfterFailure: (job: PreparedJob<Outcome>) => boolean,
	mapSteadily: MapSteadily,
): Promise<Map<PreparedJob<Outcome>, Result<Outcome>>> {
	const outcomes = new Map<PreparedJob<Outcome>, Result<Outcome>>();
	const order = new JobOrder<Outcome>();
	await mapSteadily(prepared, (result, index) => {
		if ('value' in result) order.add(result.value, index);
	});
	let hasFailed = false;
	const isOver = ({ jobs: [job] }: JobGroup<Outcome>) => hasFailed && stopsAfterFailure(job);
	const runGroup = async (group: JobGroup<Outcome>): Promise<void> => {
		const [job] = group.jobs;
		const itemOrder = order.itemOrder(group, () => {
			if (isOver(group)) throw NOT_STARTED;
		});
		const outcome = await tryCatchAsync(
			async () =>
				await job.run(
					new Environment(client.forItem(group.progress), job.environmentId, job.request),
					itemOrder,
				),
		);
		hasFailed ||= 'error' in outcome;
		for (const equalJob of group.jobs) outcomes.set(equalJob, outcome);
	};
	const { groups } = order;
	await scheduler.runAll(groups.length, async (index) => {
		const group = groups[index];
		const wait = order.waitToStart(group);
		// Without a wait, the first request is sent synchronously, as the scheduler requires.
		if (wait !== undefined) await wait;
		if (!isOver(group)) await runGroup(group);
		order.finish(group);
	});
	if (context.getExecutionCancelSignal()?.aborted) {
		const groupOf = new Map(groups.flatMap((group) => group.jobs.map((job) => [job, group])));
		const groupsByItem = prepared.map((job) =>
			'value' in job ? groupOf.get(job.value) : undefined,
		);
		logStopped(context, groupsByItem, ({ jobs: [job] }) => outcomes.get(job));
	}
	return outcomes;
}

async function tryCatchAsync<Value>(work: () => Promise<Value>): Promise<Result<Value>> {
	try {
		return { value: await work() };
	} catch (error) {
		return { error: toPingOneError(error) };
	}
}

function tryCatch<Value>(work: () => Value): Result<Value> {
	try {
		return { value: work() };
	} catch (error) {
		return { error: toPingOneError(error) };
	}
}
