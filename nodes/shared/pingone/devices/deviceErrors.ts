import type { IDataObject } from 'n8n-workflow';
import type { DeviceAction, DeviceChange, DeviceSelection } from './deviceActions';
import { PingOneError } from '../errors/pingOneError';
import { listText } from '../listText';
import { deviceName } from './simplifyDevice';
import { quote, sanitize } from '../text';
import { userLabel, type User } from '../users/findUser';

/** Returns the error for a device that does not belong to the user. */
export function unknownDeviceError(user: User, deviceId: string): PingOneError {
	return new PingOneError(
		`'Device' is not an MFA device of ${userLabel(user)}: ${quote(deviceId)}`,
		"Check where the ID comes from: Get Many lists a user's devices. The device may belong to another user, or have been deleted. Nothing was changed for this item.",
	);
}

/** Returns the error if PingOne accepted a request, but shows the opposite state. */
export function notShownError({ done }: DeviceAction, device: IDataObject): PingOneError {
	return new PingOneError(
		`PingOne accepted the request for device ${labelOf(device)}, but does not show it as ${done}`,
		'Look at the device in PingOne, and run the workflow again for this item: doing it twice does no harm.',
	);
}

/**
 * Returns the error if changes failed: that of the one device, or one that lists which changes
 * were made and which were not.
 */
export function incompleteChangeError(
	{ done }: DeviceAction,
	{ user, deviceId }: DeviceSelection,
	changes: DeviceChange[],
): PingOneError {
	const failed = changes.flatMap(({ device, error }) => (error ? [{ device, error }] : []));
	const [{ error: first }] = failed;
	if (deviceId !== undefined) return first;
	const notDone = failed.map(({ device, error }) => `${labelOf(device)}: ${error.message}`);
	return new PingOneError(
		`${failed.length} of ${changes.length} MFA devices of ${userLabel(user)} could not be ${done}`,
		`${capital(done)}: ${doneIn(changes)}. Not ${done}: ${listText(notDone, '; ')}. ${first.description}`,
		first.status,
	);
}

/**
 * Returns the error if PingOne accepted the requests, but the list to check the result could not
 * be read.
 */
export function uncheckedDevicesError(
	action: DeviceAction,
	selection: DeviceSelection,
	changes: DeviceChange[],
	error: PingOneError,
): PingOneError {
	const { done } = action;
	if (changes.some(({ error }) => error !== undefined)) {
		const failure = incompleteChangeError(action, selection, changes);
		const unread = 'The devices could not be listed to check the result.';
		return failure.with({ description: `${failure.description} ${unread}` });
	}
	return error.with({
		message: `The MFA devices of ${userLabel(selection.user)} could not be listed to check that they are ${done}: ${error.message}`,
		description: `PingOne accepted the requests for: ${doneIn(changes)}. ${error.description}`,
	});
}

function doneIn(changes: DeviceChange[]): string {
	const done = changes.filter(({ error }) => error === undefined);
	return listText(done.map(({ device }) => labelOf(device)));
}

/** Returns a device's name in errors, as in `c2df5627-… (SMS, "***4567")`. */
function labelOf(device: IDataObject): string {
	const name = deviceName(device);
	const known = [
		typeof device.type === 'string' ? sanitize(device.type) : undefined,
		name === null ? undefined : quote(name),
	].filter((part) => part !== undefined);
	const id = sanitize(String(device.id));
	return known.length === 0 ? id : `${id} (${known.join(', ')})`;
}

function capital(word: string): string {
	return word.charAt(0).toUpperCase() + word.slice(1);
}
