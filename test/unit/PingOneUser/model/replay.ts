/** Replays the items of a run one after another, and compares what each of them did with the model. */
import type { IDataObject } from 'n8n-workflow';
import { isEqual, outputDifference, stateDifference } from './compare';
import { groupOf, type Attempt, type Ran, type Run } from './execution';
import { runAlone, userMeant, type Item, type Modeled } from './model';
import {
	handle,
	MEDIA_TYPES,
	passwordStatusOf,
	userById,
	type State,
	type User,
	type Variant,
} from './pingOne';

/** One item of a run at the point at which it is replayed. */
interface Replay {
	run: Run;
	ran: Ran;
	variant: Variant;
	index: number;
	item: Item;
	/** The state before the item. */
	state: State;
	/** The item's expected result. */
	modeled: Modeled;
	/** The item's requests that changed something. */
	changes: Attempt[];
}

interface Replayed {
	state: State;
	problems: string[];
}

/**
 * An item that succeeded did what the model says. What an item that failed has changed all the same is
 * replayed as it was; it must be about the user whom the item means.
 *
 * @returns what is different, as sentences.
 */
export function differences(run: Run, ran: Ran, variant: Variant): string[] {
	const failed = failedItems(run, ran);
	const problems: string[] = [];
	let { before: state } = ran;
	run.items.forEach((item, index) => {
		const modeled = runAlone(state, run.operation, item);
		const changes = ran.attempts.filter((attempt) => attempt.item === index && attempt.hasChanged);
		const replay = { run, ran, variant, index, item, state, modeled, changes };
		const error = failed.get(index);
		const output = ran.outputs?.[index];
		const replayed =
			error !== undefined
				? replayFailed(replay, error)
				: output === undefined
					? replayUnknown(replay)
					: replaySucceeded(replay, output);
		({ state } = replayed);
		problems.push(...replayed.problems.map((problem) => `Item ${index} ${problem}`));
	});
	if (ran.error && failed.size === 0 && run.stopAtMs === undefined) {
		problems.push(`The node threw ${ran.error.message}`);
	}
	return [...problems, ...stateDifference(ran.after, state)];
}

function replayFailed(replay: Replay, error: string): Replayed {
	const { run, ran, index, state, modeled } = replay;
	const mustSucceed = run.endsWell || isShownByRead(run, ran);
	const problems =
		mustSucceed && modeled.outputs !== undefined
			? [`failed, and the model does ${JSON.stringify(modeled.outputs)}`]
			: [];
	const isEqualToOthers = run.items.some(
		(_, other) => other !== index && groupOf(run, other) === groupOf(run, index),
	);
	// Whatever was changed for equal items was changed for one of them that succeeded.
	if (isEqualToOthers) return { state, problems };
	const changed = replayChanges(replay);
	return {
		...changed,
		problems: [...problems, ...wrongClaims(replay, error), ...changed.problems],
	};
}

/** An item of a run that ended with an error, which does not say what came of this one. */
function replayUnknown(replay: Replay): Replayed {
	const { run, state, modeled, changes } = replay;
	if (changes.length === 0) return { state, problems: [] };
	if (!run.endsWell) return replayChanges(replay);
	const problems = modeled.outputs === undefined ? ['changed something, and the model fails'] : [];
	return { state: modeled.state, problems };
}

function replaySucceeded(replay: Replay, output: IDataObject[]): Replayed {
	const { run, ran, index, state, modeled } = replay;
	if (isTrueWithoutChange(replay, output)) return replayChanges(replay);
	const isShared = run.items
		.slice(0, index)
		.some(
			(_, other) =>
				groupOf(run, other) === groupOf(run, index) && isEqual(output, ran.outputs?.[other]),
		);
	if (isShared && isEqual(state, modeled.state)) return { state, problems: [] };
	const problems =
		modeled.outputs === undefined
			? ['succeeded, and the model fails']
			: outputDifference(output, modeled.outputs);
	return { state: modeled.state, problems };
}

function replayChanges({ state: before, variant, item, changes }: Replay): Replayed {
	const meant = userMeant(before, item);
	const problems: string[] = [];
	let state = before;
	for (const { request } of changes) {
		if (!isAbout(request.path, state, meant)) {
			problems.push(`sent ${request.method} ${request.path}, and means another user`);
		}
		({ state } = handle(state, request, variant));
	}
	return { state, problems };
}

/** True if a change is about the user whom the item means, or creates one. */
function isAbout(path: string, state: State, meant: User | undefined): boolean {
	const [, , , collection, id] = path.split('/');
	if (id === undefined) return true;
	if (meant === undefined) return false;
	return collection === 'sessions'
		? userById(state, meant.id)?.sessionIds.includes(id) === true
		: meant.id === id.toLowerCase();
}

/**
 * True if all that went wrong is that a gateway responded to changes that were carried out: a read
 * shows them, so that they succeed. Nothing shows whether a code was sent.
 */
function isShownByRead({ operation, stopAtMs }: Run, { attempts }: Ran): boolean {
	return (
		stopAtMs === undefined &&
		operation !== 'sendRecoveryCode' &&
		attempts.every(
			({ fault, request: { method }, response = { status: 0 } }) =>
				fault === undefined ||
				(fault.kind === 'gateway' &&
					method !== 'GET' &&
					fault.isCarriedOut &&
					response.status < 300 &&
					['""', '{}'].includes(JSON.stringify(fault.body))),
		)
	);
}

/**
 * True if an output says that nothing was changed, and what is so. With a gateway in between, PingOne
 * may not have been asked: an account may be locked for longer than it was to be, and a password may
 * not be locked because there is none.
 */
function isTrueWithoutChange(
	{ run: { operation, endsWell }, item, state, changes }: Replay,
	[output = {}]: IDataObject[],
): boolean {
	const user = userMeant(state, item);
	const isUnchanged = !endsWell && changes.every(isEndOfSession) && output.changed === false;
	if (user === undefined || output.userId !== user.id || !isUnchanged) return false;
	if (operation === 'unlockPassword') {
		return !user.isPasswordLocked && output.passwordStatus === passwordStatusOf(user);
	}
	const { unlockAt } = user;
	const isForLonger = unlockAt !== null && unlockAt > String(item.unlockAt);
	return operation === 'lock' && isForLonger && output.unlockAt === unlockAt;
}

function wrongClaims({ ran, index, changes }: Replay, error: string): string[] {
	const hasSent = ran.attempts.some(
		({ item, request }) => item === index && request.method !== 'GET',
	);
	const hasEnded = changes.some(isEndOfSession);
	const isWrong =
		(/Nothing was (changed|sent|created)/.test(error) && changes.length > 0) ||
		(/No session was ended/.test(error) && hasEnded) ||
		(/was not started/.test(error) && hasSent);
	return isWrong ? [`changed or sent something, and says ${error}`] : [];
}

function isEndOfSession({ request }: Attempt): boolean {
	return request.mediaType === MEDIA_TYPES.logout;
}

/** The texts of the errors of the items that failed; empty for those that the error only counts. */
function failedItems({ items }: Run, { outputs, error }: Ran): Map<number, string> {
	const failed = new Map<number, string>();
	outputs?.forEach(([output], index) => {
		if (typeof output?.error === 'string') failed.set(index, output.error);
	});
	const only = error && items.length === 1 ? '0' : '';
	const [, first = only] = /\[item (\d+)\]$/.exec(error?.message ?? '') ?? [];
	const description = String(error?.description);
	const [, ranges = first] = / items failed: ([\d, –]+)\./.exec(description) ?? [];
	for (const range of ranges.split(', ').filter((text) => text !== '')) {
		const [from, to = from] = range.split('–').map(Number);
		for (const index of items.keys()) if (index >= from && index <= to) failed.set(index, '');
	}
	if (error && first !== '') failed.set(Number(first), `${error.message} ${description}`);
	return failed;
}
