import { passwordStatus, removePassword as remove } from '../../shared/pingone/passwords';
import { defineUserAction } from '../userAction';

/** Removes a password. */
export const removePassword = defineUserAction({
	value: 'removePassword',
	name: 'Remove Password',
	action: 'Remove password of user',
	description:
		'For a leaked password of a user who signs on without one, or not at all. Everybody else needs Set Password.',
	endsSessions: { byDefault: true, done: 'has no password any more' },
	failurePolicy: 'stopAtFirst',
	read: () => ({}),
	act: async (target) => {
		const before = await passwordStatus(target);
		const after = await remove(target);
		return { passwordStatus: after, changed: before !== 'NO_PASSWORD' };
	},
});
