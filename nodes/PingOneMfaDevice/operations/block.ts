import { block as change } from '../../shared/pingone/devices/deviceActions';
import { defineActionOnDevices } from '../defineActionOnDevices';

/** Blocks one device of a user, or all. */
export const block = defineActionOnDevices({
	value: 'block',
	name: 'Block',
	action: 'Block MFA device of user',
	description: 'Prevent MFA devices of a user from being used for sign-on until they are unblocked',
	failurePolicy: 'finishAll',
	change,
});
