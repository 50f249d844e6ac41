/** Gives a user a new device: adds one, activates it, or creates a key to pair the mobile app. */
import type { IDataObject } from 'n8n-workflow';
import { confirmChange } from '../confirmChange';
import { UncheckedError } from '../errors/pingOneError';
import { isUnexpectedError } from '../errors/responseErrors';
import { withoutSecret } from '../errors/withoutSecret';
import { isId } from '../ids';
import { isJsonObject, textOf } from '../json';
import { isSameText } from '../sameValue';
import { sanitize } from '../text';
import { userLabel, userPath, userSubject } from '../users/findUser';
import { devicePath, devicesPath, deviceSubject } from './devices';
import type { DeviceOwner, DeviceTarget } from './deviceTarget';

const ACTIVATE = 'application/vnd.pingidentity.device.activate+json';

/** A device that PingOne sends codes to. */
export interface NewDevice {
	type: 'EMAIL' | 'SMS' | 'VOICE' | 'WHATSAPP';
	/** The email address, or the phone number with the country code. */
	address: string;
	/** With `ACTIVATION_REQUIRED`, PingOne sends the user a code that activates the device. */
	status: 'ACTIVATION_REQUIRED' | 'ACTIVE';
	nickname?: string;
}

/**
 * Adds a device. Not repeated, because each request may add one and send a code.
 *
 * @returns the device as PingOne shows it.
 * @throws {PingOneError} also if the device is active although the user should have to prove
 * that the address is theirs.
 */
export async function addDevice(
	{ environment, user }: DeviceOwner,
	{ address, ...device }: NewDevice,
): Promise<IDataObject & { id: string }> {
	const { type, status } = device;
	const response = await environment.send('POST', devicesPath(user.id), {
		body: { ...device, [type === 'EMAIL' ? 'email' : 'phone']: address },
		ifUnknown:
			'It is not known whether PingOne added the device and sent a code. Look at the devices of the user (Get Many) before you run the workflow again for this item.',
	});
	const subject = userSubject(environment, user, `a new ${type} device of user`);
	const added = await confirmChange(
		{ environment, response, subject },
		{ inResponse: ({ body }) => (isJsonObject(body) ? withId(body, type) : undefined) },
	);
	if (status === 'ACTIVATION_REQUIRED' && added.status !== status) {
		throw new UncheckedError(
			`PingOne added ${type} device ${added.id} of ${userLabel(user)}, but shows its status as ${sanitize(String(added.status))}`,
			`The user has not proved that the address is theirs, and the device may already be used to sign on. Block or delete it.`,
		);
	}
	return added;
}

/** Returns a device if it has an ID and this type. */
function withId(device: IDataObject, type: string): (IDataObject & { id: string }) | undefined {
	const { id } = device;
	return isId(id) && device.type === type ? { ...device, id } : undefined;
}

/**
 * Activates a device with the code that PingOne sent to it. Not repeated, because each attempt
 * counts.
 *
 * @returns false if it was active already, so that nothing was sent.
 * @throws {PingOneError} without the code; also if PingOne does not show the device as active.
 */
export async function activateDevice(
	{ user, device, ...owner }: DeviceTarget,
	code: string,
): Promise<boolean> {
	if (device.status === 'ACTIVE') return false;
	const environment = owner.environment.withSecret(code);
	const address = { userId: user.id, deviceId: device.id };
	const subject = deviceSubject(environment, address);
	const isActive = (shown: IDataObject) =>
		(isSameText(shown.id, device.id) && shown.status === 'ACTIVE') || undefined;
	try {
		const response = await environment.send('POST', devicePath(address), {
			mediaType: ACTIVATE,
			body: { otp: code },
			ifUnknown:
				'It is not known whether PingOne activated the device. Run the workflow again for this item: if the device is active, nothing is sent.',
		});
		if (response.status === 400 && !isUnexpectedError(response)) {
			const refused = environment.error(response, subject);
			throw refused.with({
				message: `PingOne refused 'Code' for ${subject.name} (400)`,
				description: `It may be wrong, used or expired. ${refused.description}`,
			});
		}
		return await confirmChange(
			{ environment, response, subject },
			{
				inResponse: ({ body }) => (isJsonObject(body) ? isActive(body) : undefined),
				read: async (after) => isActive(await after.get(devicePath(address), subject)),
			},
		);
	} catch (error) {
		throw withoutSecret(error, code, {
			name: 'code',
			advice: 'Check the code. After several failed attempts, PingOne may lock the device.',
		});
	}
}

/** A key to pair PingOne's mobile app with a user. Whoever has the code can do so. */
export interface PairingKey {
	id: string;
	code: string;
	/** Null if PingOne does not return it. */
	expiresAt: string | null;
}

/**
 * Creates a pairing key, for all mobile applications of the environment. Not repeated, because
 * each request creates another one.
 *
 * @throws {PingOneError} without the code; also if the response has none.
 */
export async function createPairingKey({ environment, user }: DeviceOwner): Promise<PairingKey> {
	const response = await environment.send('POST', `${userPath(user.id)}/pairingKeys`, {
		body: { applications: [] },
		ifUnknown:
			'It is not known whether PingOne created a pairing key. If it did, nobody has the code, and it expires by itself. Run the workflow again for this item to get one.',
	});
	const subject = userSubject(environment, user, 'a pairing key for user');
	return await confirmChange(
		{ environment, response, subject },
		{
			inResponse: ({ body }) => {
				const { id, code, expiresAt }: IDataObject = isJsonObject(body) ? body : {};
				const isKey = isId(id) && typeof code === 'string' && code !== '';
				return isKey ? { id, code, expiresAt: textOf(expiresAt) } : undefined;
			},
		},
	);
}
