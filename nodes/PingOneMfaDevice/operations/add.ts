import { addDevice } from '../../shared/pingone/devices/newDevice';
import { defineDeviceOperation, deviceOutput } from '../defineDeviceOperation';
import { newDeviceFields, newDeviceOf, newDeviceOptions } from '../newDeviceFields';

/** Adds a device that PingOne sends codes to. */
export const add = defineDeviceOperation({
	value: 'add',
	name: 'Add',
	action: 'Add MFA device to user',
	description:
		'Add an email address or phone number to which PingOne sends codes. PingOne sends the user a first code, and Activate takes it. For the mobile app, use Create Pairing Key.',
	fields: newDeviceFields,
	options: newDeviceOptions,
	failurePolicy: 'stopAtFirst',
	read: newDeviceOf,
	change: async (owner, device) => ({
		changed: true,
		...deviceOutput(await addDevice(owner, device)),
	}),
});
