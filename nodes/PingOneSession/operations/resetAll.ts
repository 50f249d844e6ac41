import { defineOperation } from '../../shared/node/defineOperation';
import { booleanIn } from '../../shared/node/fields/boolean';
import { environmentField } from '../../shared/node/fields/environment';
import { optionsField } from '../../shared/node/fields/requestOptions';
import { userField, userOf, userOutput } from '../../shared/node/fields/user';
import { findInOrder } from '../../shared/node/inOrder';
import { PingOneError } from '../../shared/pingone/errors/pingOneError';
import { checkedId } from '../../shared/pingone/ids';
import {
	resetAllSessions,
	sessionCounts,
	type ResetAllOutcome,
} from '../../shared/pingone/sessions/resetAllSessions';
import { requiredText } from '../../shared/pingone/textParameter';
import { UserDirectory } from '../../shared/pingone/users/userLookups';

/** Finds a user, and ends each of the user's sessions. */
export const resetAll = defineOperation<ResetAllOutcome>({
	value: 'resetAll',
	name: 'Reset All for User',
	action: 'Reset all sessions of user (sign out everywhere)',
	description: 'Sign a user out everywhere, by ending every session of the user',
	fields: [
		environmentField,
		userField,
		optionsField([
			{
				displayName: 'Check Again',
				name: 'checkAgain',
				type: 'boolean',
				default: true,
				description: 'Whether to list the sessions again afterwards and end new ones',
			},
			{
				displayName: 'Except Session IDs',
				name: 'exceptSessionIds',
				type: 'string',
				default: '',
				placeholder: 'e.g. c2df5627-4b1c-4e0a-9f3d-6f0e2a7b8c9d',
				description:
					'Sessions to keep, as a list of IDs or as IDs separated by commas. If an expression returns nothing, the item fails. An empty list keeps no session.',
			},
		]),
	],
	failurePolicy: 'finishAll',
	prepare: () => {
		const users = new UserDirectory();
		return (context, itemIndex) => {
			const query = userOf(context, itemIndex);
			const options = context.getNodeParameter('options', itemIndex, {});
			const checkAgain = booleanIn(
				'Check Again',
				'checkAgain' in options ? options.checkAgain : true,
			);
			const except =
				'exceptSessionIds' in options
					? parseExceptedIds(options.exceptSessionIds)
					: new Set<string>();
			return {
				key: [query, checkAgain, [...except]],
				userNames: { lookedUp: query },
				run: async (environment, order) => {
					const find = async () => await users.find(environment, query);
					const user = await findInOrder(find, order);
					return await resetAllSessions(environment, user, { except, checkAgain });
				},
				output: (outcome, environmentId) => ({
					success: true,
					...sessionCounts(outcome),
					...userOutput(environmentId, outcome.user),
					sessions: outcome.sessions.map((session) => ({ ...session })),
					resetAt: outcome.resetAt,
				}),
			};
		};
	},
});

const EXCEPT = 'Except Session IDs';
/** PingOne keeps up to 10 sessions per user; a list may contain the sessions of several users. */
const MAX_IDS = 1_000;
const MAX_LIST_LENGTH = 100 * MAX_IDS;

/**
 * Returns the session IDs to keep, in lower case.
 *
 * @throws {PingOneError} if an ID is not a UUID, or if the text is empty: a typing error must not
 * end a session that was to be kept.
 */
function parseExceptedIds(value: unknown): Set<string> {
	const ids: unknown[] = Array.isArray(value) ? value : splitIds(value);
	if (ids.length > MAX_IDS) {
		throw new PingOneError(
			`'${EXCEPT}' has ${ids.length} IDs`,
			`It can have ${MAX_IDS} at most. Nothing was sent for this item.`,
		);
	}
	return new Set(ids.map((id) => checkedId(EXCEPT, id)));
}

function splitIds(value: unknown): string[] {
	const parts = requiredText(EXCEPT, value, MAX_LIST_LENGTH).split(',');
	const ids = parts.filter((part) => part.trim() !== '');
	// A text of commas only is reported as an ID that is not valid.
	return ids.length > 0 ? ids : parts;
}
