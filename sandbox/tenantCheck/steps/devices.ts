/** What blocking and unblocking an MFA device of the test user is answered with. */
import { DEVICE_BLOCK, DEVICE_UNBLOCK } from '../../../nodes/shared/pingone/devices';
import { isJsonObject } from '../../../nodes/shared/pingone/json';
import { deviceName, isBlocked } from '../../../nodes/shared/pingone/simplifyDevice';
import { quote } from '../../../nodes/shared/pingone/text';
import type { FactKey } from '../tenantFacts';
import type { Check, CheckedDevice, Step } from '../check';
import { NotSettled } from '../notSettled';
import { settleWithState, statusIn } from '../settleWithState';
import { isSuccess, listIn, textIn, type TenantResponse } from '../tenantResponse';

const UNBLOCKED = 'UNBLOCKED';
const NOT_BLOCKED = 'PingOne shows no MFA device of the test user as not blocked';

export const devices: Step = {
	facts: ['device.block', 'device.unblock', 'device.unblockPlain'],
	needs: 'act',
	async announcement(check) {
		const { name } = (check.device = await unblockedDevice(check));
		return `Block ${name}, and unblock it at once, twice. PingOne's reference does not say how to unblock: if it fails, unblock the device in the PingOne admin console`;
	},
	async run(check) {
		const { device } = check;
		// The question may have waited for hours.
		if (device === undefined || (await blockOf(check, device)) !== UNBLOCKED) {
			throw new NotSettled(NOT_BLOCKED);
		}
		const act = async (mediaType: string) => await check.send('POST', device.path, { mediaType });
		const settle = async (key: FactKey, response: TenantResponse) =>
			await settleWithState(check, key, response, device.path, ({ block }) => statusIn(block));

		const what = `Unblock ${device.name}`;
		const unblock = check.cleanUp.add(what, async () => await isUndone(check, device));
		try {
			const block = { mediaType: DEVICE_BLOCK };
			const blocked = await check.sendUndoable(what, 'POST', device.path, block);
			const state = await settle('device.block', blocked);
			if (state === undefined || state === UNBLOCKED) {
				throw new NotSettled('the device was not blocked');
			}
			const unblocked = await act(DEVICE_UNBLOCK[0]);
			await settle('device.unblock', unblocked);
			// Of a device that is not blocked, PingOne might refuse it whatever the content type.
			if (isSuccess(unblocked) && !isSuccess(await act(DEVICE_BLOCK))) {
				throw new NotSettled('the device could not be blocked again');
			}
			await settle('device.unblockPlain', await act(DEVICE_UNBLOCK[1]));
		} finally {
			await unblock();
		}
	},
};

/** One that the check may block: afterwards it is unblocked. @throws {NotSettled} where there is none. */
async function unblockedDevice(check: Check): Promise<CheckedDevice> {
	const { id, username } = check.userOf('test');
	const list = listIn(await check.send('GET', `users/${id}/devices`), 'devices');
	const device = list.filter(isJsonObject).find((one) => isBlocked(one) === false);
	if (device === undefined) throw new NotSettled(NOT_BLOCKED);
	const type = textIn(device, 'type');
	const name = deviceName(device);
	return {
		path: `users/${id}/devices/${textIn(device, 'id')}`,
		name: `the MFA device ${name === null ? type : `${quote(name)} (${type})`} of ${quote(username)}`,
	};
}

/**
 * It may be unblocked already, so that PingOne refuses to do it; and PingOne may accept it and leave the
 * device blocked. So a success alone counts only where PingOne shows no block.
 */
async function isUndone(check: Check, device: CheckedDevice): Promise<boolean> {
	for (const mediaType of DEVICE_UNBLOCK) {
		const isAccepted = await check.undo('POST', device.path, { mediaType });
		const state = await blockOf(check, device);
		if (state === UNBLOCKED || (isAccepted && state === '')) return true;
	}
	return false;
}

/**
 * The state of the block as PingOne shows it; empty where it shows none, undefined where the device
 * cannot be read. It is read also after the check has been stopped.
 */
async function blockOf(check: Check, { path }: CheckedDevice): Promise<string | undefined> {
	const response = await check.client.send('GET', check.path(path)).catch(() => undefined);
	if (response?.status !== 200 || !isJsonObject(response.body)) return undefined;
	return statusIn(response.body.block);
}
