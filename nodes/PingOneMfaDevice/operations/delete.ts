import { remove as change } from '../../shared/pingone/deviceActions';
import { defineDeviceChange } from './deviceChange';

/** Deletes one device of a user, or all. */
export const deleteDevices = defineDeviceChange({
	value: 'delete',
	name: 'Delete',
	action: 'Delete MFA device of user',
	description:
		'Remove MFA devices of a user for good; to use one again, the user has to set it up anew',
	failurePolicy: 'finishAll',
	change,
});
