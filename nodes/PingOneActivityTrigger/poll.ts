/** What n8n does each time the trigger polls. */
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
} from '../shared/pingone/activityFilter';
import { ACTIVITY_REQUESTS_PER_SECOND, activityPages } from '../shared/pingone/auditActivities';
import { PingOneError, toPingOneError } from '../shared/pingone/errors';
import { storedCursor } from './cursor';
import { gapEvent } from './gap';
import { pollSettingsOf, type PollSettings } from './pollSettings';
import { LIMITS, readNew, serverTime, startCursor } from './readNew';
import { readPiece, type Source } from './readPiece';
import { recentBy } from './start';
import { UserPopulations } from './userPopulations';

/** n8n stores the cursor only when it starts an execution, so now and then it is given one without items. */
const STORE_AFTER_MS = 24 * 60 * 60_000;

/** The static data of the polls that are under way: n8n starts the next one all the same. */
const underWay = new WeakSet<object>();

/**
 * Returns the events since the last poll; null if there are none. A manual test gets the newest event
 * that fits, and changes nothing.
 *
 * @throws {NodeApiError | NodeOperationError} if PingOne cannot be asked. The next poll reads the same again.
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
	const range = recentBy((await serverTime(source)) ?? source.now());
	const { wanted, isComplete } = await readPiece(source, range, {
		isEnough: (piece) => piece.wanted.length > 0,
		isTooMuch: (piece) => piece.pages >= LIMITS.maxPages,
	});
	const [newest] = wanted;
	if (newest !== undefined) return newest;
	const where = isComplete ? 'of the last 14 days' : 'among the newest ones';
	throw new PingOneError(
		`PingOne has no event ${where} in environment ${environmentId} that fits`,
		'Have one happen, such as a sign-on, or choose more events or fewer filters, and test again.',
	);
}

async function newEvents(
	context: IPollFunctions,
	source: Source,
	settings: PollSettings,
): Promise<IDataObject[] | null> {
	const staticData = context.getWorkflowStaticData('node');
	if (underWay.has(staticData)) return null;
	underWay.add(staticData);
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
		underWay.delete(staticData);
	}
}

/** True if n8n's clock is a day later, or earlier, than when the cursor was stored. */
function isStoreDue(storedAtMs: number, now: number): boolean {
	return Math.abs(now - storedAtMs) > STORE_AFTER_MS;
}

/** Returns how long a poll may read, in milliseconds: half of what n8n gives it, since a page may be slow. */
export function budgetMs(context: Partial<Pick<IPollFunctions, 'getPollBudgetMs'>>): number {
	const givenMs = context.getPollBudgetMs?.() ?? Infinity;
	return Math.min(LIMITS.maxMs, givenMs / 2);
}

async function sourceOf(
	context: IPollFunctions,
	{ environmentId, filter, ignoreOwnEvents }: PollSettings,
): Promise<Source> {
	const client = await connectHook(context, ACTIVITY_REQUESTS_PER_SECOND);
	const excludedClientId = ignoreOwnEvents ? await ownClientId(context) : undefined;
	const wanted: AuditFilter = { ...filter, excludedClientId };
	const [criterion] = criteriaOf(filter);
	const populations = new UserPopulations(
		environmentId,
		(activity) => dependsOnPopulation(activity, wanted),
		async () => await connectHook(context),
		(message) => context.logger.warn(message),
	);
	return {
		pages: (range, onServerTime) =>
			populations.readFor(activityPages(client, environmentId, range, criterion, { onServerTime })),
		isWanted: (activity) => matchesAuditFilter(activity, wanted, populations.of(activity)),
		now: () => Date.now(),
		elapsedMs: () => performance.now(),
	};
}

/** n8n shows the message alone when it publishes, and goes by the status when it has counted failures. */
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
