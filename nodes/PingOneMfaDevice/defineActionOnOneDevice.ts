import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { Operation, OperationNames } from '../shared/node/defineOperation';
import { oneDeviceField, oneDeviceIdOf } from '../shared/node/fields/device';
import { findDevice, type DeviceTarget } from '../shared/pingone/devices/deviceTarget';
import { defineDeviceOperation, deviceOutput } from './defineDeviceOperation';

interface Definition<Parameter> extends OperationNames {
	/** Shown after Device. */
	fields: INodeProperties[];
	/** Reads the operation's own parameter. @throws {PingOneError} naming it if it is not valid. */
	read(context: IExecuteFunctions, itemIndex: number): Parameter;
	/**
	 * Changes the device.
	 *
	 * @returns what has changed in it; undefined if it was so already.
	 * @throws {PingOneError} if it fails.
	 */
	change(target: DeviceTarget, parameter: Parameter): Promise<IDataObject | undefined>;
}

/** Defines an operation on one device of a user, never on all. */
export function defineActionOnOneDevice<Parameter>({
	fields,
	read,
	change,
	...definition
}: Definition<Parameter>): Operation {
	return defineDeviceOperation({
		...definition,
		failurePolicy: 'stopAtFirst',
		fields: [oneDeviceField, ...fields],
		read: (context, itemIndex) => ({
			deviceId: oneDeviceIdOf(context, itemIndex),
			parameter: read(context, itemIndex),
		}),
		change: async (owner, { deviceId, parameter }) => {
			const target = await findDevice(owner, deviceId);
			const changed = await change(target, parameter);
			return {
				changed: changed !== undefined,
				...deviceOutput({ ...target.device, ...changed }),
			};
		},
	});
}
