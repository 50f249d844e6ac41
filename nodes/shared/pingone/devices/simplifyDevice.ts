import type { IDataObject } from 'n8n-workflow';
import { isJsonObject, textOf } from '../json';
import { maskContacts, maskEmail, maskNumber } from './mask';
import type { User } from '../users/findUser';

/**
 * Flattens an MFA device: one value per field, null if PingOne does not return it. Phone numbers
 * and email addresses are masked. Times are ISO 8601.
 */
export function simplifyDevice(device: IDataObject, user: User): IDataObject {
	return {
		id: textOf(device.id),
		userId: user.id,
		username: user.username ?? null,
		type: textOf(device.type),
		name: deviceName(device),
		status: textOf(device.status),
		blocked: isBlocked(device) ?? null,
		locked: isLocked(device) ?? null,
		createdAt: textOf(device.createdAt),
		updatedAt: textOf(device.updatedAt),
	};
}

/** Returns a device's nickname, or else its masked phone number or email address. */
export function deviceName({ nickname, phone, email }: IDataObject): string | null {
	if (typeof nickname === 'string' && nickname.trim() !== '') return maskContacts(nickname);
	if (typeof phone === 'string') return maskNumber(phone);
	return typeof email === 'string' ? maskEmail(email) : null;
}

/** True if a device is blocked; undefined if PingOne does not return it. */
export function isBlocked({ block }: IDataObject): boolean | undefined {
	return isStatus(block, 'BLOCKED', 'UNBLOCKED');
}

/** True if PingOne has locked a device after failed attempts; undefined if it does not return it. */
export function isLocked({ lock }: IDataObject): boolean | undefined {
	return isStatus(lock, 'LOCKED', 'UNLOCKED');
}

function isStatus(field: unknown, yes: string, no: string): boolean | undefined {
	const status = isJsonObject(field) ? field.status : undefined;
	return status === yes || (status === no ? false : undefined);
}
