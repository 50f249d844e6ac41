import { booleanIn } from '../../shared/node/fields/boolean';
import { setPassword as set } from '../../shared/pingone/users/passwords';
import { newPassword, passwordField } from '../passwordFields';
import { defineUserOperation } from '../defineUserOperation';

/** Sets a password, as an administrator. */
export const setPassword = defineUserOperation({
	value: 'setPassword',
	name: 'Set Password',
	action: 'Set password of user and end all sessions',
	description: 'Set a new password, for example after the old one has leaked',
	fields: [
		passwordField,
		{
			displayName: 'Force Change',
			name: 'forceChange',
			type: 'boolean',
			default: true,
			description: 'Whether the user must choose a new password at the next sign-on',
		},
	],
	endsSessions: { byDefault: true, done: 'has another password now' },
	failurePolicy: 'stopAtFirst',
	read: (context, itemIndex) => ({
		password: newPassword(context.getNodeParameter('password', itemIndex, '')),
		forceChange: booleanIn(
			'Force Change',
			context.getNodeParameter('forceChange', itemIndex, true),
		),
	}),
	act: async (target, { password, forceChange }) => {
		const passwordStatus = await set(target, password, forceChange);
		return { passwordStatus, forceChange, changed: true };
	},
});
