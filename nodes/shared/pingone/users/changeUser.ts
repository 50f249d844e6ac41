import type { IDataObject } from 'n8n-workflow';
import { isNotFound } from '../errors/responseErrors';
import type { Repetition } from '../client';
import { confirmChange, isGone, isNoContent } from '../confirmChange';
import { PingOneError, toPingOneError } from '../errors/pingOneError';
import { isId } from '../ids';
import { isJsonObject } from '../json';
import { listText } from '../listText';
import { IDENTITY_DATA_ADMIN } from '../auth/roles';
import { isSameText, isShown } from '../sameValue';
import { takenValueError, uniquenessDetails } from './takenValue';
import { quote } from '../text';
import {
	userLabel,
	readUser,
	recordOf,
	userPath,
	userSubject,
	type UserRecord,
	type UserTarget,
} from './findUser';

/**
 * Changes attributes of a user; null clears one. The population is changed last, by a request of
 * its own: PingOne ignores a population among the attributes.
 *
 * @param changes with PingOne's names.
 * @returns the user afterwards.
 * @throws {PingOneError} also if PingOne does not show all changes afterwards. The error lists
 * the changes that it shows.
 */
export async function updateUser(
	target: UserTarget,
	{ population, ...attributes }: IDataObject,
): Promise<UserRecord> {
	const names = Object.keys(attributes);
	const user = names.length > 0 ? await updateAttributes(target, attributes) : target.user;
	const populationId = isJsonObject(population) ? population.id : undefined;
	if (!isId(populationId) || isSameText(populationIdOf(user), populationId)) return user;
	return await moveToPopulation({ ...target, user }, populationId).catch((error: unknown) => {
		throw names.length === 0 ? error : alreadyUpdated(names, toPingOneError(error));
	});
}

function alreadyUpdated(names: string[], error: PingOneError): PingOneError {
	const done = `Already changed for this item: ${listText(names.map(quote))}.`;
	return error.with({ description: `${done} ${error.description}` });
}

async function updateAttributes(
	{ environment, user }: UserTarget,
	changes: IDataObject,
): Promise<UserRecord> {
	const subject = userSubject(environment, user);
	const call = { ...repeatable('updated the user'), body: changes };
	const response = await environment.send('PATCH', userPath(user.id), call);
	const details = uniquenessDetails(response);
	if (details) {
		const username = String(changes.username ?? user.username);
		const advice = 'Choose another value. Nothing was changed for this item.';
		throw takenValueError(environment, response, subject, details, username, advice);
	}
	// A response with only the ID does not show the user's attributes.
	const isWhole = ({ id, username }: IDataObject) =>
		isSameText(id, user.id) && typeof username === typeof user.username;
	const notShownIn = (after: IDataObject) =>
		Object.keys(changes).filter((name) => !isShown(user[name], after[name], changes[name]));
	const updated = await confirmChange(
		{ environment, response, subject },
		{
			inResponse: ({ body }) =>
				isJsonObject(body) && isWhole(body) && notShownIn(body).length === 0
					? recordOf(body)
					: undefined,
			read: async (after) => await readUser(after, user.id),
		},
	);
	const notShown = notShownIn(updated);
	if (notShown.length === 0) return updated;
	const shown = Object.keys(changes).filter((name) => !notShown.includes(name));
	throw new PingOneError(
		`PingOne accepted the request, but does not show the new value of ${listText(notShown.map(quote))} for user ${userLabel(user)}`,
		`Changed: ${listText(shown.map(quote))}. Look at the user in the PingOne admin console: another system may set the value.`,
	);
}

/**
 * Moves a user to another population, and reads the user to check it: PingOne may respond with
 * 200 without moving the user.
 */
async function moveToPopulation(target: UserTarget, populationId: string): Promise<UserRecord> {
	const { environment, user } = target;
	const call = {
		...repeatable('moved the user to the population'),
		retries415: true,
		body: { id: populationId },
	};
	const path = `${userPath(user.id)}/population`;
	const response = await environment.send('PUT', path, call);
	const subject = {
		name: `user ${userLabel(user)} and population ${populationId} in environment ${environment.id}`,
		role: IDENTITY_DATA_ADMIN,
	};
	const moved = await confirmChange(
		{ environment, response, subject },
		{
			inResponse: () => undefined,
			read: async (after) => await readUser(after, user.id),
		},
	);
	if (isSameText(populationIdOf(moved), populationId)) return moved;
	throw new PingOneError(
		`PingOne accepted the request, but does not show user ${userLabel(user)} in population ${populationId}`,
		`PingOne shows population ${quote(populationIdOf(moved))}. Look at the user in the PingOne admin console, and run the workflow again for this item.`,
	);
}

function repeatable(what: string): Repetition {
	return {
		isRepeatable: true,
		ifUnknown: `It is not known whether PingOne ${what}. Run the workflow again for this item: doing it twice does no harm.`,
	};
}

/**
 * Deletes a user. It is not documented whether that ends the user's sessions.
 *
 * @returns false if the user did not exist any more.
 */
export async function deleteUser({ environment, user }: UserTarget): Promise<boolean> {
	const call = {
		isRepeatable: true,
		ifUnknown:
			'It is not known whether PingOne deleted the user. Run the workflow again for this item: if the user was deleted, the item fails because the user is not found.',
	};
	const response = await environment.send('DELETE', userPath(user.id), call);
	if (isNotFound(response)) return response.hadUnknownOutcome === true;
	const subject = userSubject(environment, user);
	return await confirmChange(
		{ environment, response, subject },
		{
			inResponse: isNoContent,
			read: async (after) => await isGone(readUser(after, user.id)),
		},
	);
}

function populationIdOf({ population }: IDataObject): unknown {
	return isJsonObject(population) ? population.id : undefined;
}
