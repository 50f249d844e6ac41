import { unblock as change } from '../../shared/pingone/devices/deviceActions';
import { defineActionOnDevices } from '../defineActionOnDevices';

/** Unblocks one device of a user, or all. */
export const unblock = defineActionOnDevices({
	value: 'unblock',
	name: 'Unblock',
	action: 'Unblock MFA device of user',
	description:
		'Allow MFA devices of a user that were blocked to be used for sign-on again. For a device that PingOne has locked after failed attempts, use Unlock.',
	failurePolicy: 'stopAtFirst',
	change,
});
