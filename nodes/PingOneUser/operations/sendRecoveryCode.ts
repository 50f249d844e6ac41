import { sendRecoveryCode as send } from '../../shared/pingone/users/passwords';
import { defineUserOperation } from '../defineUserOperation';

/** Sends the user a code for choosing a new password. */
export const sendRecoveryCode = defineUserOperation({
	value: 'sendRecoveryCode',
	name: 'Send Password Recovery Code',
	action: 'Send password recovery code to user',
	description:
		'Email a user a code for choosing a new password, which is valid for five minutes. The current password stays valid. Does not work for disabled users or users without a password.',
	failurePolicy: 'stopAtFirst',
	read: () => ({}),
	act: async (target) => {
		await send(target);
		return { codeSent: true, changed: true };
	},
});
