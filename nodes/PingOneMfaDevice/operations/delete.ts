import { remove as change } from '../../shared/pingone/devices/deviceActions';
import { defineDeviceOperation } from '../defineDeviceOperation';

/** Deletes one device of a user, or all. */
export const deleteDevices = defineDeviceOperation({
	value: 'delete',
	name: 'Delete',
	action: 'Delete MFA device of user',
	description:
		'Permanently remove MFA devices of a user. To use one again, the user has to pair it again.',
	failurePolicy: 'finishAll',
	change,
});
