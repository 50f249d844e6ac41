import { unblock as change } from '../../shared/pingone/deviceActions';
import { defineDeviceChange } from './deviceChange';

/** Unblocks one device of a user, or all. */
export const unblock = defineDeviceChange({
	value: 'unblock',
	name: 'Unblock',
	action: 'Unblock MFA device of user',
	description: 'Let blocked MFA devices of a user be used to sign on again',
	failurePolicy: 'stopAtFirst',
	change,
});
