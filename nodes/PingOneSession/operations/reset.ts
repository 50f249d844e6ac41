import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { environmentField } from '../../shared/fields/environment';
import { optionsField, requestOptions } from '../../shared/fields/requestOptions';
import { sessionField, sessionOf } from '../../shared/fields/session';
import type { Prepare } from '../../shared/node/runItems';
import { Failure } from '../../shared/pingone/failure';
import { EndedSessions } from '../../shared/pingone/endedSessions';
import { resetSession, type SessionEnd } from '../../shared/pingone/sessions';
import { quoted } from '../../shared/pingone/text';

const showOnlyForReset = { show: { operation: ['reset'] } };

export const resetOption: INodePropertyOptions = {
	name: 'Reset',
	value: 'reset',
	action: 'Reset a session',
	description: 'Sign a person out of one session, in every application they use with it',
};

export const resetFields: INodeProperties[] = [
	{ ...environmentField, displayOptions: showOnlyForReset },
	{ ...sessionField, description: 'The session to end', displayOptions: showOnlyForReset },
	{
		...optionsField([
			{
				displayName: 'If Session Is Not Found',
				name: 'notFound',
				type: 'options',
				default: 'fail',
				description: 'What to do where the session has already ended, or never was',
				options: [
					{ name: 'Fail', value: 'fail', description: 'The item fails' },
					{
						name: 'Succeed',
						value: 'succeed',
						description: 'The item succeeds, with alreadyEnded set to true',
					},
				],
			},
		]),
		displayOptions: showOnlyForReset,
	},
];

/** Ends one session: `POST /environments/{environmentId}/sessions/{sessionId}`. */
export function reset(): Prepare<SessionEnd> {
	const sessions = new EndedSessions();
	return (context, itemIndex) => {
		const session = sessionOf(context, itemIndex);
		const { environmentId, sessionId } = session;
		const options = context.getNodeParameter('options', itemIndex, {});
		const notFoundSucceeds = succeedsIfNotFound(options.notFound);
		const request = requestOptions(options);
		const path = session.path.toLowerCase();

		return {
			key: [path, request],
			run: async (pingOne) =>
				await sessions.end(path, async () => await resetSession(pingOne, session, request)),
			output: ({ result, at, failure }) => {
				if (failure && !notFoundSucceeds) throw notFoundFailure(failure);
				const alreadyEnded = result !== 'ended';
				return { success: true, environmentId, sessionId, alreadyEnded, resetAt: at };
			},
		};
	};
}

function succeedsIfNotFound(value: unknown = 'fail'): boolean {
	if (value === 'fail' || value === 'succeed') return value === 'succeed';
	throw new Failure(
		`'If Session Is Not Found' is neither fail nor succeed: ${quoted(value)}`,
		'Pick one of the two. Nothing was sent for this item.',
	);
}

function notFoundFailure({ message, advice, refusal }: Failure): Failure {
	return new Failure(
		message,
		`It has ended, has expired, or belongs to another environment. If that is fine, set Options > If Session Is Not Found to Succeed. ${advice}`,
		refusal,
	);
}
