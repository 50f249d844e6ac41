import { renameDevice } from '../../shared/pingone/devices/deviceSettings';
import { requiredText } from '../../shared/pingone/textParameter';
import { defineActionOnOneDevice } from '../defineActionOnOneDevice';
import { MAX_NICKNAME_LENGTH, nicknameField } from '../nicknameField';

/** Gives a device another nickname. */
export const rename = defineActionOnOneDevice({
	value: 'rename',
	name: 'Rename',
	action: 'Rename MFA device of user',
	description: 'Give an MFA device of a user another nickname',
	fields: [{ ...nicknameField, required: true }],
	read: (context, itemIndex) =>
		requiredText(
			'Nickname',
			context.getNodeParameter('nickname', itemIndex, ''),
			MAX_NICKNAME_LENGTH,
		),
	change: async (target, nickname) =>
		(await renameDevice(target, nickname)) ? { nickname } : undefined,
});
