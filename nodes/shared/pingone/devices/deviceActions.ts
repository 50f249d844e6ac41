import type { IDataObject } from 'n8n-workflow';
import type { Environment } from '../environment';
import {
	blockDevice,
	deleteDevice,
	unblockDevice,
	unlockDevice,
	type DeviceAddress,
	type DeviceResponse,
} from './devices';
import type { PingOneError } from '../errors/pingOneError';
import { isBlocked, isLocked } from './simplifyDevice';
import type { User } from '../users/findUser';

/** A change to an MFA device, and how to check it. */
export interface DeviceAction {
	/** Result of the change, as in "could not be blocked". */
	done: 'blocked' | 'unblocked' | 'unlocked' | 'deleted';
	/** Result if the device already had this state. */
	already: 'alreadyBlocked' | 'alreadyUnblocked' | 'alreadyUnlocked' | 'alreadyDeleted';
	/** Sends the change. @throws {PingOneError} if PingOne refuses or does not respond. */
	send(environment: Environment, address: DeviceAddress): Promise<DeviceResponse>;
	/**
	 * True if a device shows the new state; undefined if PingOne does not return it. Left out if a
	 * device cannot show it.
	 */
	isShownBy?(device: IDataObject): boolean | undefined;
}

/** One or all devices of a user. */
export interface DeviceSelection {
	environment: Environment;
	user: User;
	/** Undefined for all. */
	deviceId?: string;
}

/** Result of a change to one device. */
export interface DeviceChange {
	/** The device in PingOne's most recent response. */
	device: IDataObject;
	result: DeviceAction['done'] | DeviceAction['already'];
	/** Present if the change failed, or if PingOne shows another state. */
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
	isShownBy: (device) => not(isBlocked(device)),
};

/** Ends a lock that PingOne has set after failed attempts. */
export const unlock: DeviceAction = {
	done: 'unlocked',
	already: 'alreadyUnlocked',
	send: unlockDevice,
	isShownBy: (device) => not(isLocked(device)),
};

/** PingOne responds 204, so there is no state to check. */
export const remove: DeviceAction = {
	done: 'deleted',
	already: 'alreadyDeleted',
	send: deleteDevice,
};

function not(state: boolean | undefined): boolean | undefined {
	return state === undefined ? undefined : !state;
}
