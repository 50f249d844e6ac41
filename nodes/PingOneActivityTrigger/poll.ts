/** Polls the audit log for new events. */
import {
	NodeApiError,
	type IDataObject,
	type INodeExecutionData,
	type IPollFunctions,
} from 'n8n-workflow';
import { connectHook } from '../shared/node/connect';
import { ownClientId } from '../shared/node/fields/trigger';
import { messageError } from '../shared/node/messageError';
import {
	criteriaOf,
	dependsOnPopulation,
	matchesAuditFilter,
	type AuditFilter,
} from '../shared/pingone/events/eventFilter';
import { ACTIVITY_REQUESTS_PER_SECOND, activityPages } from '../shared/pingone/events/auditLog';
import { Environment } from '../shared/pingone/environment';
import { PingOneError, toPingOneError } from '../shared/pingone/errors/pingOneError';
import { storedCursor } from './cursor';
import { gapEvent } from './gap';
import { pollSettingsOf, type PollSettings } from './pollSettings';
import { LIMITS, readNew, serverTime, startCursor } from './readNew';
import { readPiece, type Source } from './readPiece';
import { availableRange } from './start';
import { UserPopulations } from './userPopulations';

/**
 * n8n stores the cursor only when it starts an execution. After this time, an execution without
 * items is started to store it.
 */
const STORE_AFTER_MS = 24 * 60 * 60_000;

/** Static data of running polls: n8n starts the next poll even if one is still running. */
const runningPolls = new WeakSet<object>();

/**
 * Returns the events since the last poll; null if there are none. A manual test returns the
 * newest matching event, and changes nothing.
 *
 * @throws {NodeApiError | NodeOperationError} if a request fails. The next poll then reads the
 * same events again.
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	try {
		const settings = pollSettingsOf(context);
		const source = await sourceOf(context, settings);
		const events =
			context.getMode() === 'manual'
				? [await newestEvent(source, settings)]
				: await newEvents(context, source, settings);
		return events && [events.map((event) => ({ json: settings.output(event) }))];
	} catch (error) {
		throw pollError(context, error);
	}
}

async function newestEvent(source: Source, { environmentId }: PollSettings): Promise<IDataObject> {
	const range = availableRange((await serverTime(source)) ?? source.now());
	const { matching, isComplete } = await readPiece(source, range, {
		isEnough: (piece) => piece.matching.length > 0,
		isTooMuch: (piece) => piece.pages >= LIMITS.maxPages,
	});
	const [newest] = matching;
	if (newest !== undefined) return newest;
	const where = isComplete ? 'in the last 14 days' : 'among the newest events';
	throw new PingOneError(
		`No matching event ${where} in environment ${environmentId}`,
		'Cause one, for example by signing on, or choose more events or fewer filters, and test again.',
	);
}

async function newEvents(
	context: IPollFunctions,
	source: Source,
	settings: PollSettings,
): Promise<IDataObject[] | null> {
	const staticData = context.getWorkflowStaticData('node');
	if (runningPolls.has(staticData)) return null;
	runningPolls.add(staticData);
	try {
		const stored = storedCursor(staticData, settings.environmentId);
		if (stored === undefined) {
			staticData.cursor = { ...(await startCursor(source, settings.environmentId)) };
			return null;
		}
		const step = await readNew(stored, source, { ...LIMITS, maxMs: budgetMs(context) });
		const gaps = step.gap ? [gapEvent(settings.environmentId, step.gap)] : [];
		const events = [...gaps, ...step.events];
		if (step.error) context.logger.warn(`Not all events were read: ${step.error.message}`);
		const now = source.now();
		const isStored = events.length > 0 || !step.isDone || isStoreDue(stored.storedAtMs, now);
		staticData.cursor = { ...step.cursor, ...(isStored && { storedAtMs: now }) };
		return isStored ? events : null;
	} finally {
		runningPolls.delete(staticData);
	}
}

/** True if n8n's clock differs by more than a day from when the cursor was stored. */
function isStoreDue(storedAtMs: number, now: number): boolean {
	return Math.abs(now - storedAtMs) > STORE_AFTER_MS;
}

/**
 * Returns the time limit for reading, in milliseconds: half of n8n's limit for a poll, because a
 * page may be slow.
 */
export function budgetMs(context: Partial<Pick<IPollFunctions, 'getPollBudgetMs'>>): number {
	const givenMs = context.getPollBudgetMs?.() ?? Infinity;
	return Math.min(LIMITS.maxMs, givenMs / 2);
}

async function sourceOf(
	context: IPollFunctions,
	{ environmentId, filter, ignoreOwnEvents }: PollSettings,
): Promise<Source> {
	const client = await connectHook(context, ACTIVITY_REQUESTS_PER_SECOND);
	const environment = new Environment(client, environmentId);
	const excludedClientId = ignoreOwnEvents ? await ownClientId(context) : undefined;
	const auditFilter: AuditFilter = { ...filter, excludedClientId };
	const [criterion] = criteriaOf(filter);
	const populations = new UserPopulations(
		(activity) => dependsOnPopulation(activity, auditFilter),
		async () => new Environment(await connectHook(context), environmentId),
		(message) => context.logger.warn(message),
	);
	return {
		pages: (range, onServerTime) =>
			populations.readFor(activityPages(environment.with({ onServerTime }), range, criterion)),
		matches: (activity) => matchesAuditFilter(activity, auditFilter, populations.of(activity)),
		now: () => Date.now(),
		elapsedMs: () => performance.now(),
	};
}

/**
 * Returns the error in the form that n8n needs: it shows only the message when the workflow is
 * published, and uses the status to count failures.
 */
function pollError(context: IPollFunctions, error: unknown) {
	const { status } = toPingOneError(error);
	const shown = messageError(context, error);
	if (status === undefined) return shown;
	const { message } = shown;
	const apiError = new NodeApiError(context.getNode(), {}, { message, httpCode: String(status) });
	// n8n replaces a message that has the name of a system error in it, even inside a word.
	apiError.message = message;
	return apiError;
}
