import { createPairingKey as create } from '../../shared/pingone/devices/newDevice';
import { defineDeviceOperation } from '../defineDeviceOperation';

/** Creates a key with which a user pairs PingOne's mobile app. */
export const createPairingKey = defineDeviceOperation({
	value: 'createPairingKey',
	name: 'Create Pairing Key',
	action: 'Create pairing key for user',
	description:
		'Create a key that pairs the mobile app on a phone with a user. Whoever has its code can confirm sign-ons of the user: hand it only to the user, by a channel that you trust.',
	fields: [],
	failurePolicy: 'stopAtFirst',
	read: () => ({}),
	change: async (owner) => {
		const { id, code, expiresAt } = await create(owner);
		return { changed: true, pairingKeyId: id, code, expiresAt };
	},
});
