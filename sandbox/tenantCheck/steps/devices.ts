/** What blocking and unblocking an MFA device of the test user is answered with. */
import { DEVICE_BLOCK, DEVICE_UNBLOCK } from '../../../nodes/shared/pingone/devices';
import { isJsonObject } from '../../../nodes/shared/pingone/json';
import { isBlocked } from '../../../nodes/shared/pingone/simplifyDevice';
import { quote } from '../../../nodes/shared/pingone/text';
import type { FactKey } from '../../pingone/tenantFacts';
import type { Step } from '../check';
import { NotSettled } from '../notSettled';
import { settleWithState } from '../settleWithState';
import { listIn, observedOf, textIn } from '../tenantResponse';

export const devices: Step = {
	facts: ['device.block', 'device.unblock', 'device.unblockPlain'],
	needs: 'act',
	announcement: (check) =>
		`Block one MFA device of ${quote(check.userOf('test').username)}, and unblock it at once. PingOne's reference does not say how to unblock: if it fails, unblock the device in the PingOne admin console`,
	async run(check) {
		const user = check.userOf('test');
		const list = listIn(await check.send('GET', `users/${user.id}/devices`), 'devices');
		const device = list.find((one) => isJsonObject(one) && isBlocked(one) !== true);
		if (device === undefined)
			throw new NotSettled('the test user has no device that is not blocked');
		const path = `users/${user.id}/devices/${textIn(device, 'id')}`;
		const name = quote(textIn(device, 'nickname') || textIn(device, 'type'));
		const unblock = check.cleanUp.add(
			`Unblock the MFA device ${name} of ${quote(user.username)}`,
			async () => {
				for (const mediaType of DEVICE_UNBLOCK) {
					if (await check.undo('POST', path, { mediaType })) return true;
				}
				return false;
			},
		);
		try {
			const settle = async (key: FactKey, mediaType: string) => {
				const response = await check.send('POST', path, { mediaType });
				await settleWithState(check, key, response, path, ({ block }) => block);
			};
			await settle('device.block', DEVICE_BLOCK);
			await settle('device.unblock', DEVICE_UNBLOCK[0]);
			const plain = await check.send('POST', path, { mediaType: DEVICE_UNBLOCK[1] });
			check.settle('device.unblockPlain', observedOf(plain));
		} finally {
			await unblock();
		}
	},
};
