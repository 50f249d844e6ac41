import { setDefaultDevice } from '../../shared/pingone/devices/deviceSettings';
import { defineActionOnOneDevice } from '../defineActionOnOneDevice';

/** Makes a device the default device of its user. */
export const setDefault = defineActionOnOneDevice({
	value: 'setDefault',
	name: 'Set Default',
	action: 'Set default MFA device of user',
	description:
		'Make an active MFA device the one that a user is asked for first. The order of the others stays.',
	fields: [],
	read: () => undefined,
	change: async (target) => ((await setDefaultDevice(target)) ? {} : undefined),
});
