import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { NewDevice } from '../shared/pingone/devices/newDevice';
import { PingOneError } from '../shared/pingone/errors/pingOneError';
import { quote } from '../shared/pingone/text';
import { optionalText, requiredText } from '../shared/pingone/textParameter';
import { MAX_NICKNAME_LENGTH, nicknameField } from './nicknameField';

const TYPES = ['EMAIL', 'SMS', 'VOICE', 'WHATSAPP'] as const;
const STATUSES = ['ACTIVATION_REQUIRED', 'ACTIVE'] as const;
const MAX_ADDRESS_LENGTH = 256;
const EMAIL = /^[^\s@]+@[^\s@]+$/;
/** The country code, and up to 15 digits in all (E.164). */
const PHONE = /^\+[1-9]\d{6,14}$/;
const SEPARATORS = /[\s().-]/g;

/** Fields for a new device. */
export const newDeviceFields: INodeProperties[] = [
	{
		displayName: 'Device Type',
		name: 'deviceType',
		type: 'options',
		options: [
			{ name: 'Email', value: 'EMAIL' },
			{ name: 'SMS', value: 'SMS' },
			{ name: 'Voice Call', value: 'VOICE' },
			{ name: 'WhatsApp', value: 'WHATSAPP' },
		],
		default: 'EMAIL',
		description: "The way PingOne sends codes. The user's MFA policy must allow it.",
	},
	{
		displayName: 'Address',
		name: 'address',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. jane.doe@acme.example or +41 79 555 01 42',
		description:
			'The email address, or the phone number with the country code. Take it from a record that you trust, not from the caller.',
	},
];

/** Options for a new device. */
export const newDeviceOptions: INodeProperties[] = [
	nicknameField,
	{
		displayName: 'Status',
		name: 'status',
		type: 'options',
		options: [
			{
				name: 'Activation Required',
				value: 'ACTIVATION_REQUIRED',
				description: 'PingOne sends the user a code, which proves that the address is theirs',
			},
			{
				name: 'Active',
				value: 'ACTIVE',
				description:
					'Warning: nobody proves anything. Whoever has the address can confirm sign-ons of the user at once.',
			},
		],
		default: 'ACTIVATION_REQUIRED',
	},
];

/** @throws {PingOneError} naming the parameter that cannot be used. */
export function newDeviceOf(context: IExecuteFunctions, itemIndex: number): NewDevice {
	const type = oneOf(
		'Device Type',
		TYPES,
		context.getNodeParameter('deviceType', itemIndex, 'EMAIL'),
	);
	const { nickname: name, status = 'ACTIVATION_REQUIRED' } = context.getNodeParameter(
		'options',
		itemIndex,
		{},
	);
	const nickname = optionalText('Nickname', name, MAX_NICKNAME_LENGTH);
	return {
		type,
		address: addressIn(type, context.getNodeParameter('address', itemIndex, '')),
		status: oneOf('Status', STATUSES, status),
		...(nickname !== '' && { nickname }),
	};
}

function addressIn(type: NewDevice['type'], value: unknown): string {
	const text = requiredText('Address', value, MAX_ADDRESS_LENGTH);
	const address = type === 'EMAIL' ? text : text.replace(SEPARATORS, '');
	if ((type === 'EMAIL' ? EMAIL : PHONE).test(address)) return address;
	const what = type === 'EMAIL' ? 'an email address' : 'a phone number with its country code';
	const example = type === 'EMAIL' ? 'jane.doe@acme.example' : '+41 79 555 01 42';
	throw new PingOneError(
		`'Address' is not ${what}: ${quote(value)}`,
		`Enter one such as ${example}. Nothing was sent for this item.`,
	);
}

function oneOf<Value extends string>(
	name: string,
	values: readonly Value[],
	value: unknown,
): Value {
	const found = values.find((known) => known === value);
	if (found !== undefined) return found;
	throw new PingOneError(
		`'${name}' is none of ${values.join(', ')}: ${quote(value)}`,
		'Pick one of them. Nothing was sent for this item.',
	);
}
