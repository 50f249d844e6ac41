import { sendRecoveryCode as send } from '../../shared/pingone/passwords';
import { defineUserAction } from '../userAction';

/** Has PingOne send a code with which the user can choose a new password. */
export const sendRecoveryCode = defineUserAction({
	value: 'sendRecoveryCode',
	name: 'Send Password Recovery Code',
	action: 'Send password recovery code to user',
	description:
		'Have PingOne email a user a code to choose a new password with; it lasts five minutes. It changes no password, and is not for a disabled user or one without a password.',
	failurePolicy: 'stopAtFirst',
	read: () => ({}),
	act: async (target) => {
		await send(target);
		return { codeSent: true, changed: true };
	},
});
