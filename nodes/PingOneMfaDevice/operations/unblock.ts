import { unblock as change } from '../../shared/pingone/devices/deviceActions';
import { defineDeviceOperation } from '../defineDeviceOperation';

/** Unblocks one device of a user, or all. */
export const unblock = defineDeviceOperation({
	value: 'unblock',
	name: 'Unblock',
	action: 'Unblock MFA device of user',
	description: 'Allow blocked MFA devices of a user to be used for sign-on again',
	failurePolicy: 'stopAtFirst',
	change,
});
