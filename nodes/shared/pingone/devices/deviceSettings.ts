/** Changes the name of a device, and which device is the default. */
import type { IDataObject } from 'n8n-workflow';
import { confirmChange, isAccepted } from '../confirmChange';
import { PingOneError } from '../errors/pingOneError';
import { isJsonObject } from '../json';
import { isSameText } from '../sameValue';
import { sanitize } from '../text';
import { userLabel } from '../users/findUser';
import { devicePath, devicesPath, deviceSubject, userDevices } from './devices';
import type { DeviceTarget } from './deviceTarget';

const REORDER = 'application/vnd.pingidentity.devices.reorder+json';

/**
 * Gives a device another nickname.
 *
 * @returns false if it already had this one, so that nothing was sent.
 * @throws {PingOneError} if PingOne refuses, or does not show the new nickname.
 */
export async function renameDevice(
	{ environment, user, device }: DeviceTarget,
	nickname: string,
): Promise<boolean> {
	if (device.nickname === nickname) return false;
	const address = { userId: user.id, deviceId: device.id };
	const subject = deviceSubject(environment, address);
	const response = await environment.send('PUT', `${devicePath(address)}/nickname`, {
		body: { nickname },
		isRepeatable: true,
		ifUnknown:
			'It is not known whether PingOne renamed the device. Run the workflow again for this item: doing it twice does no harm.',
	});
	// A gateway may repeat the request's body.
	const isRenamed = ({ id, nickname: shown }: IDataObject) =>
		(isSameText(id, device.id) && shown === nickname) || undefined;
	return await confirmChange(
		{ environment, response, subject },
		{
			inResponse: ({ body }) => (isJsonObject(body) ? isRenamed(body) : undefined),
			read: async (after) => isRenamed(await after.get(devicePath(address), subject)),
		},
	);
}

/**
 * Makes a device the default: the first in the order of the user's active devices. The order of
 * the others stays. A list in PingOne's order does not show whether the user has a default at
 * all, so the request is always sent.
 *
 * @returns false if the device was the first one before.
 * @throws {PingOneError} if the device is not active, or if PingOne refuses.
 */
export async function setDefaultDevice({
	environment,
	user,
	device,
	devices,
}: DeviceTarget): Promise<boolean> {
	if (device.status !== undefined && device.status !== 'ACTIVE') {
		throw new PingOneError(
			`Device ${device.id} of ${userLabel(user)} cannot be the default: its status is ${sanitize(String(device.status))}`,
			'Only an active device can be the default. Activate it first. Nothing was changed for this item.',
		);
	}
	const others = devices.filter(
		({ id, status }) => !isSameText(id, device.id) && (status === undefined || status === 'ACTIVE'),
	);
	const response = await environment.send('POST', devicesPath(user.id), {
		mediaType: REORDER,
		body: { order: [device, ...others].map(({ id }) => ({ id })) },
		isRepeatable: true,
		ifUnknown:
			'It is not known whether PingOne changed the order of the devices. Run the workflow again for this item: doing it twice does no harm.',
	});
	const subject = deviceSubject(environment, { userId: user.id, deviceId: device.id });
	await confirmChange(
		{ environment, response, subject },
		{
			inResponse: (sent) => isAccepted(sent) || undefined,
			read: async (after) => {
				const [first] = await userDevices(after, user.id);
				return isSameText(first?.id, device.id) || undefined;
			},
		},
	);
	return !isSameText(devices[0].id, device.id);
}
