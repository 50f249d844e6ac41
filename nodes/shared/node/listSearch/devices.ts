import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { userDevices } from '../../pingone/devices/devices';
import { PingOneError } from '../../pingone/errors/pingOneError';
import { isJsonObject } from '../../pingone/json';
import { deviceName, isBlocked } from '../../pingone/devices/simplifyDevice';
import { findUser, userQuery, type UserQuery } from '../../pingone/users/findUser';
import { messageError } from '../messageError';
import { chosenEnvironment, typedText } from './searchInEnvironment';

/**
 * Lists the MFA devices of the chosen user for the list of 'Device'.
 *
 * @param filter the text typed into the search field: any part of a listed name.
 * @throws {NodeOperationError} if the devices cannot be read.
 */
export async function searchDevices(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	try {
		const environment = await chosenEnvironment(this);
		const query = chosenUser(this.getCurrentNodeParameter('userId'));
		const { id } = await findUser(environment, query);
		const devices = await userDevices(environment, id);
		const typed = typedText(filter).toLowerCase();
		return {
			results: devices
				.map((device) => ({ name: deviceListName(device), value: String(device.id) }))
				.filter(({ name }) => name.toLowerCase().includes(typed)),
		};
	} catch (error) {
		throw messageError(this, error);
	}
}

/**
 * Returns the chosen user. @throws {PingOneError} if no user is chosen, or if the user is an
 * expression.
 */
function chosenUser(locator: unknown): UserQuery {
	const { mode, value } = isJsonObject(locator) ? locator : { mode: 'id', value: locator };
	if (typeof value !== 'string' || value.trim() === '' || value.startsWith('=')) {
		throw new PingOneError(
			"The devices cannot be listed, because 'User' is empty or an expression",
			"Choose a user first. If 'User' has to be an expression, set 'Device' to By ID",
		);
	}
	return userQuery(mode, value);
}

/** Returns the name of a device in the list, such as "SMS: ***4567 (blocked)". */
function deviceListName(device: IDataObject): string {
	const { id, type, status } = device;
	const name = [type, deviceName(device) ?? id].filter((part) => typeof part === 'string');
	const state = [
		status === 'ACTIVATION_REQUIRED' ? 'not activated' : undefined,
		isBlocked(device) ? 'blocked' : undefined,
	].filter((part) => part !== undefined);
	return name.join(': ') + (state.length > 0 ? ` (${state.join(', ')})` : '');
}
