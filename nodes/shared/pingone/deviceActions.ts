import type { IDataObject } from 'n8n-workflow';
import type { PingOneClient, RequestOptions } from './client';
import {
	blockDevice,
	deleteDevice,
	unblockDevice,
	type DeviceAddress,
	type DeviceResponse,
} from './devices';
import type { PingOneError } from './errors';
import { isBlocked } from './simplifyDevice';
import type { User } from './users';

/** Something that can be done to an MFA device, and how to see that it has been done. */
export interface DeviceAction {
	/** What becomes of a device, as in "could not be blocked". */
	done: 'blocked' | 'unblocked' | 'deleted';
	/** What is said of a device that was so before. */
	already: 'alreadyBlocked' | 'alreadyUnblocked' | 'alreadyDeleted';
	/** @throws {PingOneError} if PingOne refuses or does not respond. */
	send(
		client: PingOneClient,
		address: DeviceAddress,
		options: RequestOptions,
	): Promise<DeviceResponse>;
	/**
	 * Whether a device, as PingOne describes it, shows that it has been done; undefined if it does not
	 * say. Left out if a device cannot show it.
	 */
	isShownBy?(device: IDataObject): boolean | undefined;
}

/** Which devices of which user are meant. */
export interface DeviceSelection {
	environmentId: string;
	user: User;
	/** Undefined for all. */
	deviceId?: string;
}

/** What became of one device. */
export interface DeviceChange {
	/** As PingOne described it last. */
	device: IDataObject;
	result: DeviceAction['done'] | DeviceAction['already'];
	/** If it was tried and not done, or PingOne shows otherwise. */
	error?: PingOneError;
}

export const block: DeviceAction = {
	done: 'blocked',
	already: 'alreadyBlocked',
	send: blockDevice,
	isShownBy: isBlocked,
};

export const unblock: DeviceAction = {
	done: 'unblocked',
	already: 'alreadyUnblocked',
	send: unblockDevice,
	isShownBy: (device) => {
		const blocked = isBlocked(device);
		return blocked === undefined ? undefined : !blocked;
	},
};

/** PingOne responds 204, and there is nothing left to look at. */
export const remove: DeviceAction = {
	done: 'deleted',
	already: 'alreadyDeleted',
	send: deleteDevice,
};
