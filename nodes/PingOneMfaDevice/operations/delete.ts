import { remove as change } from '../../shared/pingone/deviceActions';
import { defineDeviceChange } from './deviceChange';

/** Deletes one device of a user, or all. */
export const deleteDevices = defineDeviceChange({
	value: 'delete',
	name: 'Delete',
	action: 'Delete MFA device of user',
	description:
		'Permanently remove MFA devices of a user. To use one again, the user has to pair it again.',
	failurePolicy: 'finishAll',
	change,
});
