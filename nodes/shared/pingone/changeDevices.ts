import type { IDataObject } from 'n8n-workflow';
import type { PingOneClient, RequestOptions } from './client';
import type { DeviceAction, DeviceChange, DeviceSelection } from './deviceActions';
import { notChecked, notShown, someNotDone, unknownDevice } from './deviceErrors';
import { userDevices } from './devices';
import { toPingOneError } from './errors';
import type { User } from './users';

/** The devices that an execution has deleted, so that a second item may name one of them. */
export type DeletedDevices = Map<string, IDataObject>;

/**
 * Does something to one device of a user, or to all. PingOne has no call for all: they are listed,
 * and each is changed that is not so already. Then they are listed once more, to see that it is so.
 *
 * @throws {PingOneError} if the one device is not the user's; or, once all have been tried, if some
 * could not be changed, saying which were and which were not.
 */
export async function changeDevices(
	client: PingOneClient,
	action: DeviceAction,
	selection: DeviceSelection,
	deleted: DeletedDevices,
	request: RequestOptions,
): Promise<DeviceChange[]> {
	const { environmentId, user, deviceId } = selection;
	const list = async (options: RequestOptions) =>
		await userDevices(client, environmentId, user.id, options);
	const listed = await list(request);
	const chosen =
		deviceId === undefined ? listed : listed.filter((device) => hasId(device, deviceId));
	if (deviceId !== undefined && chosen.length === 0) {
		const device = deleted.get(keyOf(user, deviceId));
		if (device === undefined) throw unknownDevice(user, deviceId);
		return [{ device, result: action.already }];
	}
	// All at once: one that PingOne fails to change, again and again, must not hold up the others.
	const tried = await Promise.all(
		chosen.map(async (device): Promise<DeviceChange> => {
			if (action.isShownBy?.(device)) return { device, result: action.already };
			const change = await changeOne(client, action, selection, device, request);
			if (action.done === 'deleted' && !change.error) deleted.set(keyOf(user, device.id), device);
			return change;
		}),
	);
	const changes = await checked(
		tried,
		action,
		selection,
		async () => await list({ ...request, isAfterChange: true }),
	);
	if (changes.some(({ error }) => error !== undefined)) {
		throw someNotDone(action, selection, changes);
	}
	return changes;
}

async function changeOne(
	client: PingOneClient,
	action: DeviceAction,
	{ environmentId, user }: DeviceSelection,
	device: IDataObject,
	request: RequestOptions,
): Promise<DeviceChange> {
	const address = { environmentId, userId: user.id, deviceId: String(device.id) };
	try {
		const response = await action.send(client, address, request);
		if (response.wasGone) return { device, result: action.already };
		const change = { device, result: action.done, error: response.doubt };
		return withProof(change, response.device ?? {}, action);
	} catch (error) {
		return { device, result: action.done, error: toPingOneError(error) };
	}
}

/** The changes, with what a further listing shows of them, if it can show anything. */
async function checked(
	changes: DeviceChange[],
	action: DeviceAction,
	selection: DeviceSelection,
	list: () => Promise<IDataObject[]>,
): Promise<DeviceChange[]> {
	if (!action.isShownBy || changes.every(({ result }) => result === action.already)) return changes;
	const listed = await list().catch((error: unknown) => {
		throw notChecked(action, selection, changes, toPingOneError(error));
	});
	return changes.map((change) => {
		if (change.result === action.already) return change;
		const now = listed.find((device) => hasId(device, change.device.id));
		return now ? withProof({ ...change, device: now }, now, action) : change;
	});
}

/**
 * A change with what PingOne shows of the device since. If it shows that the change has been made, it
 * has, whatever came of the request: its response may have been lost.
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
		: { device, result, error: error ?? notShown(action, device) };
}

/** PingOne's IDs have no case. */
function hasId(device: IDataObject, id: unknown): boolean {
	return String(device.id).toLowerCase() === String(id).toLowerCase();
}

function keyOf(user: User, deviceId: unknown): string {
	return `${user.id} ${String(deviceId)}`.toLowerCase();
}
