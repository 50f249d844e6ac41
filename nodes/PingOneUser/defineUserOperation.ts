import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { defineOperation, type Operation } from '../shared/node/defineOperation';
import { booleanIn } from '../shared/node/fields/boolean';
import { environmentField } from '../shared/node/fields/environment';
import { optionsField } from '../shared/node/fields/requestOptions';
import { userField, userOf, userOutput } from '../shared/node/fields/user';
import { changeInOrder, findInOrder } from '../shared/node/inOrder';
import type { FailurePolicy } from '../shared/node/job';
import { userNamesIn } from '../shared/node/userNames';
import {
	PingOneError,
	toPingOneError,
	UncheckedError,
} from '../shared/pingone/errors/pingOneError';
import { GroupDirectory } from '../shared/pingone/groups/groups';
import { RoleDirectory } from '../shared/pingone/roles/roleDirectory';
import { resetAllSessions, sessionCounts } from '../shared/pingone/sessions/resetAllSessions';
import { findUser, userLabel, type User, type UserTarget } from '../shared/pingone/users/findUser';

/** The result of an action, as it appears in the output. */
interface ActionState extends IDataObject {
	/** False if the user already had this state. */
	changed: boolean;
}

interface UserAction<Parameters> {
	value: string;
	name: string;
	/** Label on the canvas, without articles. */
	action: string;
	description: string;
	/** Shown between User and Options. */
	fields?: INodeProperties[];
	/** Options of this operation, shown before the common ones. */
	options?: INodeProperties[];
	/** Present if the operation can end the user's sessions. */
	endsSessions?: {
		byDefault: boolean;
		/** The effect of the action, for errors, as in 'was disabled'. */
		done: string;
	};
	failurePolicy: FailurePolicy;
	/**
	 * Reads the action's own parameters. @throws {PingOneError} naming a parameter that is not
	 * valid.
	 */
	read(context: IExecuteFunctions, itemIndex: number, options: IDataObject): Parameters;
	/** Returns the username and the email that the action gives to the user. */
	assignedNames?(parameters: Parameters): { username?: unknown; email?: unknown };
	/** Performs the action. @throws {PingOneError} if it fails. */
	act(target: ActionTarget, parameters: Parameters): Promise<ActionState>;
}

/** The user, and the lookups of groups and roles that all items of an execution share. */
export interface ActionTarget extends UserTarget {
	groups: GroupDirectory;
	roles: RoleDirectory;
}

interface ActionOutcome {
	user: User;
	state: ActionState;
	/** Present if sessions were to be ended. */
	sessions?: ReturnType<typeof sessionCounts>;
}

/**
 * Defines an operation that finds one user, changes something, and then optionally ends the
 * user's sessions. In this order, so that the user cannot sign on again in between.
 */
export function defineUserOperation<Parameters>({
	fields = [],
	options: ownOptions = [],
	endsSessions,
	read,
	assignedNames = () => ({}),
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
			(groups = new GroupDirectory(), roles = new RoleDirectory()) =>
			(context, itemIndex) => {
				const query = userOf(context, itemIndex);
				const options = context.getNodeParameter('options', itemIndex, {});
				const parameters = read(context, itemIndex, options);
				const isEnding =
					endsSessions !== undefined && endSessionsOf(context, itemIndex, endsSessions.byDefault);
				return {
					key: [query, parameters, isEnding],
					userNames: {
						lookedUp: query,
						assigned: userNamesIn(assignedNames(parameters)),
					},
					...(isEnding && { failurePolicy: 'finishAll' }),
					run: async (environment, order) => {
						const find = async () => await findUser(environment, query);
						const user = await findInOrder(find, order);
						const target = { environment, user, groups, roles };
						const change = async () => await act(target, parameters);
						const state = await changeInOrder(change, order).catch(async (error: unknown) => {
							if (!isEnding) throw error;
							if (!(error instanceof UncheckedError)) throw withNoSessionEnded(error);
							await endSessions(target, endsSessions.done);
							throw withSessionsEnded(error);
						});
						const sessions = isEnding ? await endSessions(target, endsSessions.done) : undefined;
						// Only these attributes, to save memory: they are kept until the execution ends.
						const { id, username, email } = user;
						return { user: { id, username, email }, state, sessions };
					},
					output: ({ user, state: { changed, ...state }, sessions }, environmentId) => ({
						success: true,
						changed,
						...state,
						...sessions,
						...userOutput(environmentId, user),
						// Again, because Update returns the new names.
						...state,
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

async function endSessions({ environment, user }: UserTarget, done: string) {
	const all = { except: new Set<string>(), checkAgain: true };
	try {
		return sessionCounts(await resetAllSessions(environment.afterChange(), user, all));
	} catch (error) {
		throw stillSignedInError(error, `User ${userLabel(user)} ${done}`);
	}
}

function stillSignedInError(error: unknown, done: string): PingOneError {
	const known = toPingOneError(error);
	return known.with({ message: `${done}, but may still be signed in: ${known.message}` });
}

function withSessionsEnded(error: UncheckedError): PingOneError {
	return error.with({ description: `All sessions were ended. ${error.description}` });
}

function withNoSessionEnded(error: unknown): PingOneError {
	const known = toPingOneError(error);
	return known.with({ description: `No session was ended. ${known.description}` });
}
