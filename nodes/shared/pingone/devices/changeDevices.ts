import type { IDataObject } from 'n8n-workflow';
import type { DeviceAction, DeviceChange, DeviceSelection } from './deviceActions';
import {
	uncheckedDevicesError,
	notShownError,
	incompleteChangeError,
	unknownDeviceError,
} from './deviceErrors';
import { userDevices } from './devices';
import { toPingOneError } from '../errors/pingOneError';
import type { User } from '../users/findUser';

/** Devices that this execution has deleted, so that a second item may name one of them. */
export type DeletedDevices = Map<string, IDataObject>;

/**
 * Changes one or all devices of a user. PingOne has no call for all devices: they are listed, and
 * each one that is not in the desired state is changed. Then they are listed again to check the
 * result.
 *
 * @throws {PingOneError} if the one device does not belong to the user; or, after all have been
 * tried, if some could not be changed. The error lists both.
 */
export async function changeDevices(
	action: DeviceAction,
	selection: DeviceSelection,
	deleted: DeletedDevices,
): Promise<DeviceChange[]> {
	const { environment, user, deviceId } = selection;
	const listed = await userDevices(environment, user.id);
	const chosen =
		deviceId === undefined ? listed : listed.filter((device) => hasId(device, deviceId));
	if (deviceId !== undefined && chosen.length === 0) {
		const device = deleted.get(keyOf(user, deviceId));
		if (device === undefined) throw unknownDeviceError(user, deviceId);
		return [{ device, result: action.already }];
	}
	// Concurrently: a device that PingOne repeatedly fails to change must not delay the others.
	const tried = await Promise.all(
		chosen.map(async (device): Promise<DeviceChange> => {
			if (action.isShownBy?.(device)) return { device, result: action.already };
			const change = await changeOne(action, selection, device);
			if (action.done === 'deleted' && !change.error) deleted.set(keyOf(user, device.id), device);
			return change;
		}),
	);
	const changes = await verifyChanges(
		tried,
		action,
		selection,
		async () => await userDevices(environment.afterChange(), user.id),
	);
	if (changes.some(({ error }) => error !== undefined)) {
		throw incompleteChangeError(action, selection, changes);
	}
	return changes;
}

async function changeOne(
	action: DeviceAction,
	{ environment, user }: DeviceSelection,
	device: IDataObject,
): Promise<DeviceChange> {
	const address = { userId: user.id, deviceId: String(device.id) };
	try {
		const response = await action.send(environment, address);
		if (response.wasGone) return { device, result: action.already };
		const change = { device, result: action.done, error: response.unconfirmedError };
		return withProof(change, response.device ?? {}, action);
	} catch (error) {
		return { device, result: action.done, error: toPingOneError(error) };
	}
}

/** Checks the changes against a new listing, if a device shows its state. */
async function verifyChanges(
	changes: DeviceChange[],
	action: DeviceAction,
	selection: DeviceSelection,
	list: () => Promise<IDataObject[]>,
): Promise<DeviceChange[]> {
	if (!action.isShownBy || changes.every(({ result }) => result === action.already)) return changes;
	const listed = await list().catch((error: unknown) => {
		throw uncheckedDevicesError(action, selection, changes, toPingOneError(error));
	});
	return changes.map((change) => {
		if (change.result === action.already) return change;
		const now = listed.find((device) => hasId(device, change.device.id));
		return now ? withProof({ ...change, device: now }, now, action) : change;
	});
}

/**
 * Checks a change against the device as PingOne shows it. If PingOne shows the new state, the
 * change counts as made, even if its response was lost.
 */
function withProof(
	{ device, result, error }: DeviceChange,
	shown: IDataObject,
	action: DeviceAction,
): DeviceChange {
	const isShown = action.isShownBy?.(shown);
	if (isShown === undefined) return { device, result, error };
	return isShown
		? { device, result }
		: { device, result, error: error ?? notShownError(action, device) };
}

/** Compares IDs without case, like PingOne. */
function hasId(device: IDataObject, id: unknown): boolean {
	return String(device.id).toLowerCase() === String(id).toLowerCase();
}

function keyOf(user: User, deviceId: unknown): string {
	return `${user.id} ${String(deviceId)}`.toLowerCase();
}
