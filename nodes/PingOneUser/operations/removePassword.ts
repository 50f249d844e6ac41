import { passwordStatus, removePassword as remove } from '../../shared/pingone/users/passwords';
import { defineUserOperation } from '../defineUserOperation';

/** Removes a password. */
export const removePassword = defineUserOperation({
	value: 'removePassword',
	name: 'Remove Password',
	action: 'Remove password of user',
	description:
		'Remove the password of a user who does not sign on with one, for example after it has leaked. For other users, use Set Password.',
	endsSessions: { byDefault: true, done: 'has no password any more' },
	failurePolicy: 'stopAtFirst',
	read: () => ({}),
	act: async (target) => {
		const before = await passwordStatus(target);
		const after = await remove(target);
		return { passwordStatus: after, changed: before !== 'NO_PASSWORD' };
	},
});
