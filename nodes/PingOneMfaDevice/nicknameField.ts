import type { INodeProperties } from 'n8n-workflow';

/** PingOne's limit, in characters. */
export const MAX_NICKNAME_LENGTH = 100;

/** Field for the nickname of a device. */
export const nicknameField: INodeProperties = {
	displayName: 'Nickname',
	name: 'nickname',
	type: 'string',
	default: '',
	placeholder: "e.g. Jane's new phone",
	description: 'The name that users and administrators see, of 100 characters at most',
};
