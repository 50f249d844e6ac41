import type { IDataObject } from 'n8n-workflow';
import type { Environment } from '../environment';
import { confirmChange } from '../confirmChange';
import {
	NoMatchError,
	PingOneError,
	toPingOneError,
	UncheckedError,
	UnknownOutcomeError,
} from '../errors/pingOneError';
import { isId } from '../ids';
import { isJsonObject } from '../json';
import { withoutPassword } from './passwordErrors';
import { IDENTITY_DATA_ADMIN } from '../auth/roles';
import { isSameText } from '../sameValue';
import { takenValueError, uniquenessDetails } from './takenValue';
import { quote } from '../text';
import { findUser, readUser, recordOf, type UserQuery, type UserRecord } from './findUser';

/**
 * Media type of "Create User (Import)" in PingOne's API reference, the only way to create a user
 * with a password.
 */
const USER_IMPORT = 'application/vnd.pingidentity.user.import+json';

/** A user to create. */
export interface NewUser {
	username: string;
	/** Attributes with PingOne's names, including `username` and `population`. */
	attributes: IDataObject;
	password?: { value: string; forceChange: boolean };
}

/**
 * Creates a user. Not repeated if it may have been carried out; the error then says whether a
 * user with that username exists now.
 *
 * @throws {PingOneError} also if a user with that username already exists.
 */
export async function createUser(
	environment: Environment,
	{ username, attributes, password }: NewUser,
): Promise<UserRecord> {
	const call = {
		...(password && { mediaType: USER_IMPORT }),
		body: { ...attributes, ...(password && { password }) },
		ifUnknown: 'It is not known whether PingOne created the user.',
	};
	const subject = {
		name: `the new user ${quote(username)} in environment ${environment.id}`,
		role: IDENTITY_DATA_ADMIN,
	};
	// PingOne's responses may contain the password, but no error shows it.
	const redacting = password ? environment.withSecret(password.value) : environment;
	try {
		const sentAtMs = Date.now();
		const response = await redacting.send('POST', '/users', call);
		const details = uniquenessDetails(response);
		if (details) {
			const advice = 'Choose another one, or use Update for the user who exists.';
			throw takenValueError(
				redacting,
				response,
				subject,
				details,
				username,
				`${advice} Nothing was created for this item.`,
			);
		}
		const isNew = (user: IDataObject) => isSameText(user.username, username);
		return await confirmChange(
			{ environment: redacting, response, subject },
			{
				inResponse: ({ body }) =>
					isJsonObject(body) && isId(body.id) && isNew(body) ? recordOf(body) : undefined,
				read: async (after) => {
					const id = isJsonObject(response.body) ? response.body.id : undefined;
					if (isId(id)) {
						const user = await readUser(after, id);
						return isNew(user) ? user : undefined;
					}
					const query: UserQuery = { by: 'username', value: username };
					const user = await findUser(after, query).catch(noneIfNoMatch);
					return Date.parse(String(user?.createdAt)) >= sentAtMs ? user : undefined;
				},
			},
		);
	} catch (error) {
		const shown = password ? withoutPassword(error, password.value) : toPingOneError(error);
		const isUnknown = error instanceof UnknownOutcomeError || error instanceof UncheckedError;
		throw isUnknown ? await withExistence(shown, environment, username) : shown;
	}
}

function noneIfNoMatch(error: unknown): undefined {
	if (!(error instanceof NoMatchError)) throw error;
}

/** Adds to an error whether a user exists whose creation was not confirmed. */
async function withExistence(
	error: PingOneError,
	environment: Environment,
	username: string,
): Promise<PingOneError> {
	const found = await findUser(environment, { by: 'username', value: username })
		.then(({ id }) => `A user with the username ${quote(username)} exists now, with the ID ${id}.`)
		.catch((error: unknown) => {
			return error instanceof NoMatchError
				? `No user with the username ${quote(username)} exists now: run the workflow again for this item.`
				: `Could not check whether a user with the username ${quote(username)} exists now: ${toPingOneError(error).message}.`;
		});
	return error.with({ description: `${error.description} ${found}` });
}
