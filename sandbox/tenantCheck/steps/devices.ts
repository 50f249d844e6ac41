/** What blocking and unblocking an MFA device of the test user is answered with. */
import { DEVICE_BLOCK, DEVICE_UNBLOCK } from '../../../nodes/shared/pingone/devices';
import { isBlocked } from '../../../nodes/shared/pingone/simplifyDevice';
import { textIn, type Step } from '../check';
import { NotSettled } from '../notSettled';
import { isRefused, listIn, observedOf } from '../tenantClient';
import type { IDataObject } from 'n8n-workflow';

export const devices: Step = {
	facts: ['device.block', 'device.unblock', 'device.unblockPlain'],
	needs: 'act',
	announcement: (check) =>
		`Block one MFA device of ${check.userOf('test').username}, if there is one, and unblock it at once`,
	async run(check) {
		const user = check.userOf('test');
		const list = listIn(await check.send('GET', `users/${user.id}/devices`), 'devices');
		const device = list.find((one) => isBlocked(one as IDataObject) !== true);
		if (device === undefined)
			throw new NotSettled('the test user has no device that is not blocked');
		const path = `users/${user.id}/devices/${textIn(device, 'id')}`;
		const unblock = check.cleanUp.add(
			`Unblock the MFA device ${textIn(device, 'nickname') || textIn(device, 'type')} of ${user.username}`,
			async () => {
				const sent = DEVICE_UNBLOCK.map(
					async (mediaType) => await check.undo('POST', path, { mediaType }),
				);
				return (await Promise.all(sent)).some(Boolean);
			},
		);
		const blocked = await check.send('POST', path, { mediaType: DEVICE_BLOCK });
		check.settle('device.block', observedOf(blocked));
		if (isRefused(blocked)) unblock.forget();
		const keys = ['device.unblock', 'device.unblockPlain'] as const;
		for (const [index, mediaType] of DEVICE_UNBLOCK.entries()) {
			check.settle(keys[index], observedOf(await check.send('POST', path, { mediaType })));
		}
		await unblock.now();
	},
};
