import type { IDataObject } from 'n8n-workflow';
import type { Environment } from '../environment';
import { isSameText } from '../sameValue';
import type { User } from '../users/findUser';
import { unknownDeviceError } from './deviceErrors';
import { userDevices } from './devices';

/** A user of an environment. */
export interface DeviceOwner {
	environment: Environment;
	user: User;
}

/** A device of a user. */
export interface DeviceTarget extends DeviceOwner {
	device: IDataObject & { id: string };
	/** All devices of the user, in PingOne's order. */
	devices: IDataObject[];
}

/**
 * Finds a device among those of a user.
 *
 * @param id a UUID, in lower case.
 * @throws {PingOneError} naming 'Device' if the user does not have it.
 */
export async function findDevice(owner: DeviceOwner, id: string): Promise<DeviceTarget> {
	const devices = await userDevices(owner.environment, owner.user.id);
	const device = devices.find((listed) => isSameText(listed.id, id));
	if (device === undefined) throw unknownDeviceError(owner.user, id);
	return { ...owner, device: { ...device, id }, devices };
}
