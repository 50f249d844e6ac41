import { remove as change } from '../../shared/pingone/devices/deviceActions';
import { defineActionOnDevices } from '../defineActionOnDevices';

/** Deletes one device of a user, or all. */
export const deleteDevices = defineActionOnDevices({
	value: 'delete',
	name: 'Delete',
	action: 'Delete MFA device of user',
	description:
		'Permanently remove MFA devices of a user. To use one again, the user has to pair it again.',
	failurePolicy: 'finishAll',
	change,
});
