import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { RequestOptions } from '../pingone/client';
import type { Environment } from '../pingone/environment';
import type { User } from '../pingone/users/findUser';
import type { UserNames } from './userNames';

/** The work for one item, in the environment of the item. */
interface Job<Outcome> {
	/**
	 * Everything that determines the requests of the item, as JSON, except the environment and the
	 * request options. Items whose jobs have all of it in common share one run.
	 */
	key: unknown[];
	/**
	 * The names in the parameters of an item that changes a user. Jobs that concern the same user run
	 * one after another, in input order; all others run concurrently.
	 */
	userNames?: UserNames;
	/** Overrides the failure policy of the operation. */
	failurePolicy?: FailurePolicy;
	/**
	 * Carries out the job. It sends its first request before it waits for anything.
	 *
	 * @throws {PingOneError} if it cannot be carried out.
	 */
	run(environment: Environment, order: ItemOrder): Promise<Outcome>;
	/**
	 * Returns the output of the item, one object or several.
	 *
	 * @throws {PingOneError} if this outcome is an error for this item.
	 */
	output(outcome: Outcome, environmentId: string): IDataObject | IDataObject[];
}

/** A job, and the parameters that all operations have. */
export interface PreparedJob<Outcome> extends Job<Outcome> {
	environmentId: string;
	request: RequestOptions;
}

/** Lets a running job wait for earlier items. */
export interface ItemOrder {
	/**
	 * Returns a checkpoint. Called before a request whose response depends on what earlier items
	 * have done so far.
	 */
	checkpoint(): Checkpoint;
}

/**
 * A point in time of a run. Both functions throw a `PingOneError` if the job must not continue,
 * because another one has failed.
 */
interface Checkpoint {
	/**
	 * Waits until all earlier items that concern one of these users of the environment are finished. Called before
	 * anything is changed.
	 *
	 * @returns true if one of them was unfinished at the checkpoint, so that anything read about
	 * the users since then may be out of date.
	 */
	waitForEarlier(users: User[]): Promise<boolean>;
	/**
	 * Waits until all earlier items that assign a username are finished.
	 *
	 * @returns true if one of them may have been unfinished at the checkpoint.
	 */
	waitForRenames(): Promise<boolean>;
}

/**
 * Reads and checks the parameters of one item; sends nothing.
 *
 * @throws {PingOneError} naming the parameter that cannot be used.
 */
export type Prepare<Outcome> = (context: IExecuteFunctions, itemIndex: number) => Job<Outcome>;

/**
 * Treatment of the remaining items after one has failed, if On Error is set to stop. In both
 * cases the node then ends with an error.
 *
 * - `stopAtFirst`: no further item is started. This is n8n's convention.
 * - `finishAll`: all items are still processed, because signing out many users must not end at
 *   the first session that is not found.
 */
export type FailurePolicy = 'stopAtFirst' | 'finishAll';
