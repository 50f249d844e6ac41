import type { IDataObject } from 'n8n-workflow';
import { isNotFound, type ApiResponse, type Subject } from '../errors/responseErrors';
import type { Call, Repetition } from '../client';
import type { Environment } from '../environment';
import { readAll } from '../collection';
import {
	confirmChange,
	isAccepted,
	isGone,
	isNoContent,
	notConfirmedError,
} from '../confirmChange';
import type { PingOneError } from '../errors/pingOneError';
import { checkedId } from '../ids';
import { sendInEitherSpelling } from '../mediaTypes';
import { IDENTITY_DATA_ADMIN } from '../auth/roles';
import { userPath } from '../users/findUser';

/** Media type of "Block MFA User Device" in PingOne's API reference. */
const DEVICE_BLOCK = 'application/vnd.pingidentity.device.block+json';
/**
 * Media types for unblocking. PingOne's reference has no page for it, and uses media types of
 * actions with and without `+json`.
 */
const DEVICE_UNBLOCK = [
	'application/vnd.pingidentity.device.unblock+json',
	'application/vnd.pingidentity.device.unblock',
] as const;
const DEVICE_UNLOCK = 'application/vnd.pingidentity.device.unlock+json';

/** The IDs of an MFA device. `deviceId` is validated when it becomes part of a path. */
export interface DeviceAddress {
	userId: string;
	deviceId: string;
}

/** Result of a request to change a device. */
export interface DeviceResponse {
	/** The device in the response, if there is one. */
	device?: IDataObject;
	/** True if the device did not exist, and this request has not deleted it. */
	wasGone?: boolean;
	/**
	 * Present if the response is not in PingOne's format: the error to throw unless the device
	 * shows the change.
	 */
	unconfirmedError?: PingOneError;
}

/** Returns the repetition policy of these calls, which are idempotent. */
function repeatable(doing: string, furtherAdvice = ''): Repetition {
	return {
		isRepeatable: true,
		ifUnknown: `It is not known whether PingOne has carried it out. Run the workflow again for this item: ${doing} a device twice does no harm.${furtherAdvice}`,
	};
}

const REPEATABLE_DELETE = repeatable(
	'deleting',
	' If the device was deleted, One Device fails because the user no longer has it.',
);

/**
 * Lists the MFA devices of a user ("Read All MFA User Devices"). They usually fit on one page;
 * further pages are read as well.
 *
 * @throws {PingOneError} unless the response is such a list.
 */
export async function userDevices(
	environment: Environment,
	userId: string,
): Promise<IDataObject[]> {
	const collection = {
		path: devicesPath(userId),
		name: 'devices',
		subject: {
			name: `the MFA devices of user ${userId} in environment ${environment.id}`,
			role: IDENTITY_DATA_ADMIN,
		},
	};
	return await readAll(environment, collection);
}

/** Blocks a device for sign-on. @throws {PingOneError} if PingOne refuses or does not respond. */
export async function blockDevice(
	environment: Environment,
	address: DeviceAddress,
): Promise<DeviceResponse> {
	return await act(environment, address, { ...repeatable('blocking'), mediaType: DEVICE_BLOCK });
}

/** Unblocks a device. @throws {PingOneError} if PingOne refuses or does not respond. */
export async function unblockDevice(
	environment: Environment,
	address: DeviceAddress,
): Promise<DeviceResponse> {
	const response = await sendInEitherSpelling(
		DEVICE_UNBLOCK,
		async (mediaType) =>
			await environment.send('POST', devicePath(address), {
				...repeatable('unblocking'),
				mediaType,
			}),
	);
	return deviceIn(environment, response, address);
}

/**
 * Unlocks a device that PingOne has locked after failed attempts.
 *
 * @throws {PingOneError} if PingOne refuses or does not respond.
 */
export async function unlockDevice(
	environment: Environment,
	address: DeviceAddress,
): Promise<DeviceResponse> {
	return await act(environment, address, { ...repeatable('unlocking'), mediaType: DEVICE_UNLOCK });
}

/**
 * Deletes a device of a user. A device that does not exist counts as deleted.
 *
 * @throws {PingOneError} if PingOne refuses or does not respond.
 */
export async function deleteDevice(
	environment: Environment,
	address: DeviceAddress,
): Promise<DeviceResponse> {
	const response = await environment.send('DELETE', devicePath(address), REPEATABLE_DELETE);
	// If the response to an earlier attempt was lost, that attempt deleted the device.
	if (isNotFound(response)) return { wasGone: !response.hadUnknownOutcome };
	const subject = deviceSubject(environment, address);
	await confirmChange(
		{ environment, response, subject },
		{
			inResponse: isNoContent,
			read: async (after) => await isGone(after.get(devicePath(address), subject)),
		},
	);
	return {};
}

async function act(
	environment: Environment,
	address: DeviceAddress,
	call: Call,
): Promise<DeviceResponse> {
	const response = await environment.send('POST', devicePath(address), call);
	return deviceIn(environment, response, address);
}

/**
 * Returns the device in a response. PingOne does not document the status of a block, unblock or
 * unlock, so any 2xx in its format is a success.
 */
function deviceIn(
	environment: Environment,
	response: ApiResponse,
	address: DeviceAddress,
): DeviceResponse {
	const subject = deviceSubject(environment, address);
	const device = environment.changedObject(response, subject);
	if (!isAccepted(response, address.deviceId))
		return { unconfirmedError: notConfirmedError({ response, subject }) };
	return device === undefined ? {} : { device };
}

/** Returns a device as errors name it. */
export function deviceSubject(
	environment: Environment,
	{ userId, deviceId }: DeviceAddress,
): Subject {
	return {
		name: `device ${deviceId} of user ${userId} in environment ${environment.id}`,
		role: IDENTITY_DATA_ADMIN,
	};
}

/** Returns the path of the devices of a user below the environment. */
export function devicesPath(userId: string): string {
	return `${userPath(userId)}/devices`;
}

/** Returns a device's path. @throws {PingOneError} naming 'Device' if its ID could not be part of it. */
export function devicePath({ userId, deviceId }: DeviceAddress): string {
	return `${devicesPath(userId)}/${checkedId('Device', deviceId)}`;
}
