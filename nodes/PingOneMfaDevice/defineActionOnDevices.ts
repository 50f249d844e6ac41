import type { Operation, OperationNames } from '../shared/node/defineOperation';
import { deviceFields, deviceIdOf } from '../shared/node/fields/device';
import type { FailurePolicy } from '../shared/node/job';
import { changeDevices } from '../shared/pingone/devices/changeDevices';
import type { DeviceAction } from '../shared/pingone/devices/deviceActions';
import { defineDeviceOperation, deviceOutput } from './defineDeviceOperation';

interface Definition extends OperationNames {
	failurePolicy: FailurePolicy;
	change: DeviceAction;
}

/** Defines an operation that does the same with one device of a user, or with all. */
export function defineActionOnDevices({ change: action, ...definition }: Definition): Operation {
	return defineDeviceOperation({
		...definition,
		fields: deviceFields,
		read: deviceIdOf,
		change: async (owner, deviceId, deleted) => {
			const changes = await changeDevices(action, { ...owner, deviceId }, deleted);
			return {
				changed: changes.some(({ result }) => result === action.done),
				devices: changes.map(({ device, result }) => ({ ...deviceOutput(device), result })),
			};
		},
	});
}
