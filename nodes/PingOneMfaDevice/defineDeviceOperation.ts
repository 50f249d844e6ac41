import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import {
	defineOperation,
	type Operation,
	type OperationNames,
} from '../shared/node/defineOperation';
import { deviceUserField } from '../shared/node/fields/device';
import { environmentField } from '../shared/node/fields/environment';
import { optionsField } from '../shared/node/fields/requestOptions';
import { userOf, userOutput } from '../shared/node/fields/user';
import { findInOrder } from '../shared/node/inOrder';
import type { FailurePolicy } from '../shared/node/job';
import type { DeletedDevices } from '../shared/pingone/devices/changeDevices';
import type { DeviceOwner } from '../shared/pingone/devices/deviceTarget';
import { deviceName } from '../shared/pingone/devices/simplifyDevice';
import { UserDirectory } from '../shared/pingone/users/userLookups';
import type { User } from '../shared/pingone/users/findUser';

/** The result of a change, as it appears in the output. */
interface Change extends IDataObject {
	/** False if nothing was changed. */
	changed: boolean;
}

interface DeviceOperation<Parameters> extends OperationNames {
	/** Shown between User and Options. */
	fields: INodeProperties[];
	/** Options of this operation, shown before the common ones. */
	options?: INodeProperties[];
	failurePolicy: FailurePolicy;
	/** Reads the operation's own parameters. @throws {PingOneError} naming one that is not valid. */
	read(context: IExecuteFunctions, itemIndex: number): Parameters;
	/** Changes the user's devices. @throws {PingOneError} if it fails. */
	change(owner: DeviceOwner, parameters: Parameters, deleted: DeletedDevices): Promise<Change>;
}

/** Defines an operation that finds a user and changes the user's devices. */
export function defineDeviceOperation<Parameters>({
	fields,
	options,
	read,
	change,
	...definition
}: DeviceOperation<Parameters>): Operation {
	return defineOperation<{ user: User; result: Change }>({
		...definition,
		fields: [environmentField, deviceUserField, ...fields, optionsField(options)],
		prepare: () => {
			const users = new UserDirectory();
			const deleted: DeletedDevices = new Map();
			return (context, itemIndex) => {
				const query = userOf(context, itemIndex);
				const parameters = read(context, itemIndex);
				return {
					key: [query, parameters],
					userNames: { lookedUp: query },
					run: async (environment, order) => {
						const find = async () => await users.find(environment, query);
						const user = await findInOrder(find, order);
						return { user, result: await change({ environment, user }, parameters, deleted) };
					},
					output: ({ user, result }, environmentId) => ({
						success: true,
						...result,
						...userOutput(environmentId, user),
					}),
				};
			};
		},
	});
}

/** Returns the output fields for a device. */
export function deviceOutput(device: IDataObject): IDataObject {
	return {
		deviceId: device.id,
		type: device.type ?? null,
		name: deviceName(device),
		status: device.status ?? null,
	};
}
