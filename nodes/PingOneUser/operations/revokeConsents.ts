import type { IExecuteFunctions } from 'n8n-workflow';
import { PingOneError } from '../../shared/pingone/errors/pingOneError';
import { quote } from '../../shared/pingone/text';
import { requiredText } from '../../shared/pingone/textParameter';
import { consentsOf, isFor, revokeConsents as revoke } from '../../shared/pingone/users/consents';
import { defineUserOperation } from '../defineUserOperation';

/** Revokes a user's consents that applications use OAuth scopes. */
export const revokeConsents = defineUserOperation({
	value: 'revokeConsents',
	name: 'Revoke Consents',
	action: 'Revoke consents of user',
	description:
		'Revoke what a user has allowed applications to access, for all applications or for one',
	fields: [
		{
			displayName: 'Applications',
			name: 'applications',
			type: 'options',
			options: [
				{ name: 'All', value: 'all' },
				{ name: 'One Application', value: 'one' },
			],
			default: 'all',
		},
		{
			displayName: 'Application',
			name: 'application',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. Travel Portal',
			description: 'Name or ID of the application',
			displayOptions: { show: { applications: ['one'] } },
		},
	],
	failurePolicy: 'finishAll',
	read: (context, itemIndex) => ({ application: applicationOf(context, itemIndex) }),
	act: async (target, { application }) => {
		const consents = await consentsOf(target);
		const isChosen = consents.map((one) => application === undefined || isFor(one, application));
		const revoked = await revoke(
			target,
			consents.filter((_consent, index) => isChosen[index]),
		);
		const kept = consents.filter((_consent, index) => !isChosen[index]);
		return {
			consentsRevoked: revoked.map((consent) => ({ ...consent })),
			consentsKept: kept.map((consent) => ({ ...consent })),
			changed: revoked.length > 0,
		};
	},
});

/** An application has a name of 256 characters at most. */
const MAX_LENGTH = 256;

/** Returns the name or ID of the application whose consents are to be revoked; undefined for all. */
function applicationOf(context: IExecuteFunctions, itemIndex: number): string | undefined {
	const which: unknown = context.getNodeParameter('applications', itemIndex, 'all');
	if (which === 'all') return undefined;
	if (which === 'one') {
		const value: unknown = context.getNodeParameter('application', itemIndex, '');
		return requiredText('Application', value, MAX_LENGTH);
	}
	throw new PingOneError(
		`'Applications' is neither 'all' nor 'one': ${quote(which)}`,
		'Pick one of the two. Nothing was sent for this item.',
	);
}
