/** The MFA devices that the users of the example company have at the start. */
import type { Device } from '../devices/device';
import { seededDeviceId, seededId } from './seededIds';
import type { Tenant } from '../tenant';

const DAY_MS = 86_400_000;

type Seed = Pick<Device, 'type'> & Partial<Device>;

/** By username, the default device first. */
const DEVICES: Record<string, Seed[]> = {
	'jane.doe': [
		{ type: 'MOBILE', nickname: "Jane's phone" },
		{ type: 'SMS', phone: '+41.795550142' },
		{ type: 'EMAIL', email: 'jane.doe@home.example' },
		{ type: 'TOTP', nickname: 'Authenticator app' },
		{ type: 'FIDO2', nickname: 'Blue security key' },
	],
	'amara.okafor': [{ type: 'EMAIL', email: 'amara.okafor@acme.example' }],
	'luis.ortega': [
		{ type: 'SMS', phone: '+34.600555019' },
		{ type: 'TOTP', isBlocked: true },
	],
	'mei.lin': [
		{ type: 'FIDO2', nickname: 'Laptop' },
		{ type: 'VOICE', phone: '+65.65550177', status: 'ACTIVATION_REQUIRED' },
	],
	'front.desk': [{ type: 'SMS', phone: '+41.445550100' }],
};

/** Gives the users of a tenant their devices. */
export function seedDevices({ devices, users }: Tenant): void {
	for (const [username, seeds] of Object.entries(DEVICES)) {
		const user = users.get(seededId(`user ${username}`));
		if (user === undefined) throw new Error(`There is no user ${username}.`);
		for (const [index, seed] of seeds.entries()) {
			const id = seededDeviceId(username, seed.type);
			const createdAt = new Date(Date.now() - (100 - index) * DAY_MS);
			devices.set(id, {
				id,
				environmentId: user.environmentId,
				userId: user.id,
				status: 'ACTIVE',
				isBlocked: false,
				createdAt,
				updatedAt: createdAt,
				...seed,
			});
		}
	}
}
