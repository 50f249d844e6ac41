import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { PingOneError } from '../../pingone/errors/pingOneError';
import { checkedId } from '../../pingone/ids';
import { quote } from '../../pingone/text';
import { userField } from './user';

/** Field for the user in operations on devices. */
export const deviceUserField: INodeProperties = {
	...userField,
	description: 'The user who owns the MFA devices',
};

/** Field for one MFA device of a user. */
export const oneDeviceField: INodeProperties = {
	displayName: 'Device',
	name: 'deviceId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The MFA device to use',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a device...',
			hint: 'Select a user first. If User is an expression, enter the device By ID.',
			typeOptions: { searchListMethod: 'searchDevices', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 5f9c2a71-3d84-4e6b-8f10-7c2e9b4a6d58',
			hint: 'The id of a device in the output of Get Many',
		},
	],
};

/** Fields for one or all MFA devices of a user. */
export const deviceFields: INodeProperties[] = [
	{
		displayName: 'Devices',
		name: 'devices',
		type: 'options',
		default: 'one',
		description: 'Whether to use one device of the user or all of them',
		options: [
			{ name: 'All Devices', value: 'all' },
			{ name: 'One Device', value: 'one' },
		],
	},
	{ ...oneDeviceField, displayOptions: { show: { devices: ['one'] } } },
];

/**
 * Returns the device of an item; undefined for all devices.
 *
 * @throws {PingOneError} naming 'Devices' or 'Device' if the value is not valid.
 */
export function deviceIdOf(context: IExecuteFunctions, itemIndex: number): string | undefined {
	const devices: unknown = context.getNodeParameter('devices', itemIndex, 'one');
	if (devices === 'all') return undefined;
	if (devices !== 'one') {
		throw new PingOneError(
			`'Devices' is neither 'one' nor 'all': ${quote(devices)}`,
			'Pick one of the two. Nothing was sent for this item.',
		);
	}
	return oneDeviceIdOf(context, itemIndex);
}

/**
 * Returns the device of an item. With an empty ID, PingOne would change the list of devices
 * instead.
 *
 * @throws {PingOneError} naming 'Device' if the value is not a UUID.
 */
export function oneDeviceIdOf(context: IExecuteFunctions, itemIndex: number): string {
	const value = context.getNodeParameter('deviceId', itemIndex, '', { extractValue: true });
	return checkedId('Device', value);
}
