import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { environmentField, environmentOf } from '../../shared/fields/environment';
import { optionsField, requestOptions } from '../../shared/fields/requestOptions';
import { userField, userOf } from '../../shared/fields/user';
import type { Prepare } from '../../shared/node/runItems';
import { checkedId } from '../../shared/pingone/ids';
import { resetAllSessions, type ResetAllOutcome } from '../../shared/pingone/resetAll';
import { UserDirectory } from '../../shared/pingone/users';

const showOnlyForResetAll = { show: { operation: ['resetAll'] } };

export const resetAllOption: INodePropertyOptions = {
	name: 'Reset All for User',
	value: 'resetAll',
	action: 'Reset all sessions of a user',
	description: 'Sign a person out everywhere, by ending every session they have',
};

export const resetAllFields: INodeProperties[] = [
	{ ...environmentField, displayOptions: showOnlyForResetAll },
	{ ...userField, displayOptions: showOnlyForResetAll },
	{
		...optionsField([
			{
				displayName: 'Check Again',
				name: 'checkAgain',
				type: 'boolean',
				default: true,
				description:
					'Whether to list the sessions once more afterwards, and to end those that have appeared since',
			},
			{
				displayName: 'Except Session IDs',
				name: 'exceptSessionIds',
				type: 'string',
				default: '',
				placeholder: 'e.g. c2df5627-4b1c-4e0a-9f3d-6f0e2a7b8c9d',
				description: 'Sessions to keep: a list of IDs, or IDs separated by commas',
			},
		]),
		displayOptions: showOnlyForResetAll,
	},
];

/** Finds a person, and ends each of their sessions. */
export function resetAll(): Prepare<ResetAllOutcome> {
	const users = new UserDirectory();
	return (context, itemIndex) => {
		const environmentId = environmentOf(context, itemIndex);
		const query = userOf(context, itemIndex);
		const options = context.getNodeParameter('options', itemIndex, {});
		const checkAgain = options.checkAgain !== false;
		const except = exceptedIds(options.exceptSessionIds);
		const request = requestOptions(options);

		return {
			key: [environmentId.toLowerCase(), query, checkAgain, [...except], request],
			run: async (pingOne) =>
				await resetAllSessions(
					pingOne,
					users,
					environmentId,
					query,
					{ except, checkAgain },
					request,
				),
			output: ({ user, sessions, resetAt }) => {
				const count = (sought: string) => sessions.filter(({ result }) => result === sought).length;
				return {
					success: true,
					environmentId,
					userId: user.id,
					username: user.username ?? null,
					email: user.email ?? null,
					sessionsFound: sessions.length,
					sessionsReset: count('reset'),
					alreadyEnded: count('alreadyEnded'),
					sessions: sessions.map((session) => ({ ...session })),
					resetAt,
				};
			},
		};
	};
}

/** @throws {Failure} where one of them is not a UUID: no session must end by a slip of the pen. */
function exceptedIds(value: unknown): Set<string> {
	const listed: unknown = typeof value === 'string' ? value.split(',') : (value ?? []);
	const ids: unknown[] = Array.isArray(listed) ? listed : [listed];
	const given = ids.filter((id) => typeof id !== 'string' || id.trim() !== '');
	return new Set(given.map((id) => checkedId('Except Session IDs', id).toLowerCase()));
}
