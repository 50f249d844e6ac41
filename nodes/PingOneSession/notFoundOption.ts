import type { INodeProperties } from 'n8n-workflow';
import { PingOneError } from '../shared/pingone/errors/pingOneError';
import type { SessionEnd } from '../shared/pingone/sessions/sessions';
import { quote } from '../shared/pingone/text';

/** Option to accept a session that is not found. */
export const ifNotFoundOption: INodeProperties = {
	displayName: 'If Session Is Not Found',
	name: 'notFound',
	type: 'options',
	default: 'fail',
	description: 'What to do if the session has already ended, or never existed',
	options: [
		{ name: 'Fail', value: 'fail', description: 'The item fails' },
		{
			name: 'Succeed',
			value: 'succeed',
			description: 'The item succeeds, with alreadyEnded set to true',
		},
	],
};

/**
 * Returns a function that decides whether the end of a session is a success, and whether the
 * session had already ended.
 *
 * @throws {PingOneError} if the option has another value. The returned function throws if the
 * session was not found and the option is 'fail'.
 */
export function notFoundPolicy(
	notFound: unknown = 'fail',
): (end: SessionEnd) => { alreadyEnded: boolean } {
	if (notFound !== 'fail' && notFound !== 'succeed') {
		throw new PingOneError(
			`'If Session Is Not Found' is neither 'fail' nor 'succeed': ${quote(notFound)}`,
			'Pick one of the two. Nothing was sent for this item.',
		);
	}
	return (end) => {
		if (end.result === 'notFound' && notFound === 'fail') throw notFoundError(end.error);
		return { alreadyEnded: end.result !== 'ended' };
	};
}

function notFoundError(error: PingOneError): PingOneError {
	return error.with({
		description: `The session has ended, has expired, or belongs to another environment. If that is fine, set Options > If Session Is Not Found to Succeed. ${error.description}`,
	});
}
