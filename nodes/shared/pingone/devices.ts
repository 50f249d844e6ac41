import type { IDataObject } from 'n8n-workflow';
import { isNotFound, type ApiResponse, type Subject } from './apiErrors';
import type { PingOneClient, Repetition, RequestOptions } from './client';
import { readAll } from './collection';
import { confirmChange, isAccepted, isGone, isNoContent, notConfirmed } from './confirmChange';
import type { PingOneError } from './errors';
import { checkedId } from './ids';
import { sendInEitherSpelling } from './mediaTypes';
import { IDENTITY_DATA_ADMIN } from './roles';
import { userPath } from './users';

/** See "Block MFA User Device" in PingOne's API reference. */
export const DEVICE_BLOCK = 'application/vnd.pingidentity.device.block+json';
/** PingOne's reference has no page for it. Its media types of actions come with and without `+json`. */
export const DEVICE_UNBLOCK = [
	'application/vnd.pingidentity.device.unblock+json',
	'application/vnd.pingidentity.device.unblock',
] as const;

/** An MFA device by its IDs. The last one is checked where it becomes part of a path. */
export interface DeviceAddress {
	environmentId: string;
	userId: string;
	deviceId: string;
}

/** What a response says about the device that a request was to change. */
export interface DeviceResponse {
	/** What the response has in it, if it has anything: the device as it is now. */
	device?: IDataObject;
	/** PingOne did not know the device, and this request has not deleted it. */
	wasGone?: boolean;
	/** If the response is not in PingOne's form: the error, unless the device shows that it was changed. */
	doubt?: PingOneError;
}

/** Doing any of it twice does no harm. */
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
 * The MFA devices of a user ("Read All MFA User Devices"). They come on one
 * page; should there be further pages, they are read too.
 *
 * @throws {PingOneError} if anything but such a list comes back.
 */
export async function userDevices(
	client: PingOneClient,
	environmentId: string,
	userId: string,
	options?: RequestOptions,
): Promise<IDataObject[]> {
	const collection = {
		path: `${userPath(environmentId, userId)}/devices`,
		name: 'devices',
		subject: {
			name: `the MFA devices of user ${userId} in environment ${environmentId}`,
			role: IDENTITY_DATA_ADMIN,
		},
	};
	return await readAll(client, collection, options);
}

/** Keeps a device from being used for signing on. @throws {PingOneError} if PingOne refuses or does not respond. */
export async function blockDevice(
	client: PingOneClient,
	address: DeviceAddress,
	options: RequestOptions,
): Promise<DeviceResponse> {
	const call = { ...repeatable('blocking'), mediaType: DEVICE_BLOCK };
	const response = await client.send('POST', pathOf(address), call, options);
	return deviceIn(client, response, address);
}

/** Takes a block back. @throws {PingOneError} if PingOne refuses or does not respond. */
export async function unblockDevice(
	client: PingOneClient,
	address: DeviceAddress,
	options: RequestOptions,
): Promise<DeviceResponse> {
	const response = await sendInEitherSpelling(
		DEVICE_UNBLOCK,
		async (mediaType) =>
			await client.send(
				'POST',
				pathOf(address),
				{ ...repeatable('unblocking'), mediaType },
				options,
			),
	);
	return deviceIn(client, response, address);
}

/**
 * Removes a device from its user. One that PingOne does not know is gone as well.
 *
 * @throws {PingOneError} if PingOne refuses or does not respond.
 */
export async function deleteDevice(
	client: PingOneClient,
	address: DeviceAddress,
	options: RequestOptions,
): Promise<DeviceResponse> {
	const response = await client.send('DELETE', pathOf(address), REPEATABLE_DELETE, options);
	// If the response to an earlier attempt was lost, that attempt has deleted it.
	if (isNotFound(response)) return { wasGone: !response.mayHaveBeenCarriedOut };
	const subject = subjectOf(address);
	await confirmChange(
		{ client, response, subject, request: options },
		{
			inResponse: isNoContent,
			read: async (request) => await isGone(client.get(pathOf(address), subject, request)),
		},
	);
	return {};
}

/** PingOne does not document the status of a block or unblock, so any 2xx in its form is a success. */
function deviceIn(
	client: PingOneClient,
	response: ApiResponse,
	address: DeviceAddress,
): DeviceResponse {
	const subject = subjectOf(address);
	const device = client.resultOf(response, subject);
	if (!isAccepted(response, address.deviceId))
		return { doubt: notConfirmed({ response, subject }) };
	return device === undefined ? {} : { device };
}

function subjectOf({ environmentId, userId, deviceId }: DeviceAddress): Subject {
	return {
		name: `device ${deviceId} of user ${userId} in environment ${environmentId}`,
		role: IDENTITY_DATA_ADMIN,
	};
}

/** @throws {PingOneError} naming 'Device' if its ID could not be part of a path. */
function pathOf({ environmentId, userId, deviceId }: DeviceAddress): string {
	return `${userPath(environmentId, userId)}/devices/${checkedId('Device', deviceId)}`;
}
