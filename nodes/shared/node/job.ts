import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { PingOneClient } from '../pingone/client';

/** What is to be done for one item. */
export interface Job<Outcome> {
	/** All that is sent for it, as JSON: items whose jobs have the same key share one run. */
	key: unknown[];
	/**
	 * The user that it changes, as JSON: in what way it is named, then the name. Jobs that change the same user run one after another, in
	 * input order; all others run concurrently.
	 */
	changes?: unknown[];
	/** In place of the operation's. */
	failurePolicy?: FailurePolicy;
	/**
	 * Sends its first request before it waits for anything.
	 *
	 * @throws {PingOneError} if it cannot be done.
	 */
	run(client: PingOneClient, turn: Turn): Promise<Outcome>;
	/**
	 * What the item puts out, one object or several.
	 *
	 * @throws {PingOneError} if this outcome is an error for this item.
	 */
	output(outcome: Outcome): IDataObject | IDataObject[];
}

/**
 * Waits until it is this job's turn to change a user who has been looked up: jobs that name the same
 * user in another way may be before it. Called before anything is changed.
 *
 * @param names all that a job could have in `changes` for this user.
 * @returns whether it had to wait, so that what is known of the user may be out of date.
 * @throws {PingOneError} if the job is not to go on, because another has failed.
 */
export type Turn = (names: unknown[][]) => Promise<boolean>;

/**
 * Reads and checks the parameters of one item; sends nothing.
 *
 * @throws {PingOneError} naming the parameter that cannot be used.
 */
export type Prepare<Outcome> = (context: IExecuteFunctions, itemIndex: number) => Job<Outcome>;

/**
 * What happens to the remaining items after one has failed, if On Error is set to stop.
 *
 * - `stopAtFirst`: nothing further is started. This is n8n's convention.
 * - `finishAll`: they are carried out all the same, because a sign-out of many users must not end at
 *   the first session that is not found.
 *
 * In both cases the node then ends with an error.
 */
export type FailurePolicy = 'stopAtFirst' | 'finishAll';
