import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { defineOperation, type Operation } from '../shared/node/defineOperation';
import { booleanIn } from '../shared/node/fields/boolean';
import { environmentField, environmentOf } from '../shared/node/fields/environment';
import { optionsField, requestOptions } from '../shared/node/fields/requestOptions';
import { userField, userOf, userOutput } from '../shared/node/fields/user';
import { changeInOrder, findInOrder } from '../shared/node/inOrder';
import type { FailurePolicy } from '../shared/node/job';
import { userNamesIn } from '../shared/node/userNames';
import { PingOneError, toPingOneError, UncheckedError } from '../shared/pingone/errors';
import { GroupDirectory } from '../shared/pingone/groups';
import { resetAllSessions, sessionCounts } from '../shared/pingone/resetAllSessions';
import { findUser, nameOf, type User, type UserTarget } from '../shared/pingone/users';

/** What an action left behind, as the output has it. */
export interface ActionState extends IDataObject {
	/** False if it was so already. */
	changed: boolean;
}

interface UserAction<Parameters> {
	value: string;
	name: string;
	/** Without articles. */
	action: string;
	description: string;
	/** Shown between User and Options. */
	fields?: INodeProperties[];
	/** In Options, before those that every operation has. */
	options?: INodeProperties[];
	/** Whether the sessions are ended, too, where that is possible. */
	endsSessions?: {
		byDefault: boolean;
		/** What has been done to the user by then, as in 'was disabled'. */
		done: string;
	};
	failurePolicy: FailurePolicy;
	/** The action's own parameters of an item. @throws {PingOneError} naming one that cannot be used. */
	read(context: IExecuteFunctions, itemIndex: number, options: IDataObject): Parameters;
	/** Returns the username and the email that the action gives to the user. */
	gives?(parameters: Parameters): { username?: unknown; email?: unknown };
	/** @throws {PingOneError} if it cannot be done. */
	act(target: ActionTarget, parameters: Parameters): Promise<ActionState>;
}

/** The user, and the groups that the items of an execution have in common. */
export interface ActionTarget extends UserTarget {
	groups: GroupDirectory;
}

interface ActionOutcome {
	user: User;
	state: ActionState;
	/** If sessions were to be ended. */
	sessions?: ReturnType<typeof sessionCounts>;
}

/**
 * An operation that finds one user, changes something, and ends the user's sessions if that is wanted:
 * in this order, so that nobody signs on again in between.
 */
export function defineUserAction<Parameters>({
	fields = [],
	options: ownOptions = [],
	endsSessions,
	read,
	gives = () => ({}),
	act,
	...definition
}: UserAction<Parameters>): Operation {
	const byDefault = endsSessions?.byDefault;
	return defineOperation<ActionOutcome>({
		...definition,
		fields: [
			environmentField,
			userField,
			...fields,
			...(byDefault === undefined ? [] : [{ ...endSessionsField, default: byDefault }]),
			optionsField(ownOptions),
		],
		prepare:
			(groups = new GroupDirectory()) =>
			(context, itemIndex) => {
				const environmentId = environmentOf(context, itemIndex);
				const query = userOf(context, itemIndex);
				const options = context.getNodeParameter('options', itemIndex, {});
				const request = requestOptions(options);
				const parameters = read(context, itemIndex, options);
				const isEnding =
					endsSessions !== undefined && endSessionsOf(context, itemIndex, endsSessions.byDefault);
				return {
					key: [environmentId.toLowerCase(), query, parameters, isEnding, request],
					userNames: {
						lookedUp: { environmentId, ...query },
						given: userNamesIn(environmentId, gives(parameters)),
					},
					...(isEnding && { failurePolicy: 'finishAll' }),
					run: async (client, order) => {
						const find = async () => await findUser(client, environmentId, query, request);
						const user = await findInOrder(find, environmentId, order);
						const target = { client, environmentId, user, request, groups };
						const change = async () => await act(target, parameters);
						const state = await changeInOrder(change, order).catch(async (error: unknown) => {
							if (!isEnding) throw error;
							if (!(error instanceof UncheckedError)) throw nothingEnded(error);
							await endSessions(target, endsSessions.done);
							throw allEnded(error);
						});
						const sessions = isEnding ? await endSessions(target, endsSessions.done) : undefined;
						// Not all attributes: they would be held for each user until the execution ends.
						const { id, username, email } = user;
						return { user: { id, username, email }, state, sessions };
					},
					output: ({ user, state: { changed, ...state }, sessions }) => ({
						success: true,
						...userOutput(environmentId, user),
						changed,
						...state,
						...sessions,
					}),
				};
			},
	});
}

const endSessionsField: INodeProperties = {
	displayName: 'End Sessions',
	name: 'endSessions',
	type: 'boolean',
	default: true,
	description:
		'Whether to end all sessions of the user afterwards, in every application. Otherwise the user stays signed in.',
};

function endSessionsOf(context: IExecuteFunctions, itemIndex: number, byDefault: boolean): boolean {
	return booleanIn('End Sessions', context.getNodeParameter('endSessions', itemIndex, byDefault));
}

async function endSessions({ client, environmentId, user, ...target }: UserTarget, done: string) {
	const all = { except: new Set<string>(), checkAgain: true };
	const request = { ...target.request, isAfterChange: true };
	try {
		return sessionCounts(await resetAllSessions(client, environmentId, user, all, request));
	} catch (error) {
		throw stillSignedIn(error, `User ${nameOf(user)} ${done}`);
	}
}

function stillSignedIn(error: unknown, done: string): PingOneError {
	const known = toPingOneError(error);
	return known.with({ message: `${done}, but may still be signed in: ${known.message}` });
}

function allEnded(error: UncheckedError): PingOneError {
	return error.with({ description: `All sessions were ended. ${error.description}` });
}

function nothingEnded(error: unknown): PingOneError {
	const known = toPingOneError(error);
	return known.with({ description: `No session was ended. ${known.description}` });
}
