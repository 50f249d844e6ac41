import { defineOperation, type Operation } from '../shared/node/defineOperation';
import { deviceFields, deviceIdOf, deviceUserField } from '../shared/node/fields/device';
import { environmentField } from '../shared/node/fields/environment';
import { optionsField } from '../shared/node/fields/requestOptions';
import { userOf, userOutput } from '../shared/node/fields/user';
import { findInOrder } from '../shared/node/inOrder';
import type { FailurePolicy } from '../shared/node/job';
import { changeDevices, type DeletedDevices } from '../shared/pingone/devices/changeDevices';
import type { DeviceAction, DeviceChange } from '../shared/pingone/devices/deviceActions';
import { deviceName } from '../shared/pingone/devices/simplifyDevice';
import { UserDirectory } from '../shared/pingone/users/userLookups';
import type { User } from '../shared/pingone/users/findUser';

interface Definition {
	value: string;
	name: string;
	action: string;
	description: string;
	failurePolicy: FailurePolicy;
	change: DeviceAction;
}

/** Defines an operation that finds a user and changes one or all of the user's devices. */
export function defineDeviceOperation({ change, ...definition }: Definition): Operation {
	return defineOperation<{ user: User; changes: DeviceChange[] }>({
		...definition,
		fields: [environmentField, deviceUserField, ...deviceFields, optionsField()],
		prepare: () => {
			const users = new UserDirectory();
			const deleted: DeletedDevices = new Map();
			return (context, itemIndex) => {
				const query = userOf(context, itemIndex);
				const deviceId = deviceIdOf(context, itemIndex);
				return {
					key: [query, deviceId ?? 'all'],
					userNames: { lookedUp: query },
					run: async (environment, order) => {
						const find = async () => await users.find(environment, query);
						const user = await findInOrder(find, order);
						const selection = { environment, user, deviceId };
						const changes = await changeDevices(change, selection, deleted);
						return { user, changes };
					},
					output: ({ user, changes }, environmentId) => ({
						success: true,
						...userOutput(environmentId, user),
						changed: changes.some(({ result }) => result === change.done),
						devices: changes.map(({ device, result }) => ({
							deviceId: device.id,
							type: device.type ?? null,
							name: deviceName(device),
							status: device.status ?? null,
							result,
						})),
					}),
				};
			};
		},
	});
}
