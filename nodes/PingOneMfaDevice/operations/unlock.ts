import { unlock as change } from '../../shared/pingone/devices/deviceActions';
import { defineActionOnDevices } from '../defineActionOnDevices';

/** Unlocks one device of a user, or all. */
export const unlock = defineActionOnDevices({
	value: 'unlock',
	name: 'Unlock',
	action: 'Unlock MFA device of user',
	description:
		'End the lock that PingOne sets after failed attempts. To allow a device that an administrator has blocked, use Unblock.',
	failurePolicy: 'stopAtFirst',
	change,
});
