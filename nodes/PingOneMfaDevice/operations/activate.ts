import { codeField, codeOf } from '../codeField';
import { activateDevice } from '../../shared/pingone/devices/newDevice';
import { defineActionOnOneDevice } from '../defineActionOnOneDevice';

/** Activates a device with the code that its user has received. */
export const activate = defineActionOnOneDevice({
	value: 'activate',
	name: 'Activate',
	action: 'Activate MFA device of user',
	description: 'Activate an MFA device with the code that PingOne has sent to it',
	fields: [codeField],
	read: codeOf,
	change: async (target, code) =>
		(await activateDevice(target, code)) ? { status: 'ACTIVE' } : undefined,
});
