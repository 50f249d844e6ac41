import type { IDataObject } from 'n8n-workflow';
import { seededDeviceId } from '../../../simulator/seed/seededIds';
import type { EngineFixture, RunOptions } from './engineFixture';

export const MFA_DEVICE = 'n8n-nodes-pingone.pingOneMfaDevice';

export const BLOCK_TYPE = 'application/vnd.pingidentity.device.block+json';
export const UNBLOCK_TYPE = 'application/vnd.pingidentity.device.unblock+json';

/** The types of Jane's devices, in her order. */
export const JANES_TYPES = ['MOBILE', 'SMS', 'EMAIL', 'TOTP', 'FIDO2'];

/** One of Jane's devices, by its type. */
export const janes = (type: string) => seededDeviceId('jane.doe', type);

/** Parameters that read the user and the devices from each item's `email`, `devices` and `deviceId`. */
const FROM_ITEM = {
	userId: { __rl: true, mode: 'email', value: '={{ $json.email }}' },
	devices: "={{ $json.devices ?? 'one' }}",
	deviceId: { __rl: true, mode: 'id', value: '={{ $json.deviceId }}' },
};

/** Runs an operation of PingOne MFA Device; failed items leave on the error branch. */
export async function runDevices(
	fixture: EngineFixture,
	operation: string,
	items: IDataObject[],
	{ parameters, ...more }: RunOptions = {},
) {
	return await fixture.run(operation, items, {
		type: MFA_DEVICE,
		onError: 'continueErrorOutput',
		...more,
		parameters: { ...FROM_ITEM, ...parameters },
	});
}
