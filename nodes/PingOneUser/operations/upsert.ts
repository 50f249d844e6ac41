import type { IDataObject } from 'n8n-workflow';
import { defineOperation } from '../../shared/node/defineOperation';
import { environmentField } from '../../shared/node/fields/environment';
import { optionsField } from '../../shared/node/fields/requestOptions';
import { userOutput } from '../../shared/node/fields/user';
import { changeInOrder, findInOrder } from '../../shared/node/inOrder';
import { userNamesIn } from '../../shared/node/userNames';
import type { Environment } from '../../shared/pingone/environment';
import {
	NoMatchError,
	UncheckedError,
	UnknownOutcomeError,
} from '../../shared/pingone/errors/pingOneError';
import { isChanged } from '../../shared/pingone/sameValue';
import { updateUser } from '../../shared/pingone/users/changeUser';
import { createUser, type NewUser } from '../../shared/pingone/users/createUser';
import {
	findUser,
	type UserQuery,
	type UserRecord,
	type UserTarget,
} from '../../shared/pingone/users/findUser';
import { withUnchangedParts } from '../attributeValues';
import { newUserFields, newUserOf, stateOf } from '../newUserFields';

interface Outcome {
	user: UserRecord;
	/** True if no user had the username before. */
	created: boolean;
	changed: boolean;
}

/** Creates a user, or updates the user who has the username. */
export const upsert = defineOperation<Outcome>({
	value: 'upsert',
	name: 'Create or Update',
	action: 'Create or update user',
	description: 'Create a new record, or update the current one if it already exists (upsert)',
	fields: [
		environmentField,
		...newUserFields('Only for a new user, who must change it at the first sign-on.'),
		optionsField(),
	],
	failurePolicy: 'stopAtFirst',
	prepare: () => (context, itemIndex) => {
		const newUser = newUserOf(context, itemIndex);
		const query: UserQuery = { by: 'username', value: newUser.username };
		return {
			key: [itemIndex],
			userNames: { lookedUp: query, assigned: userNamesIn(newUser.attributes) },
			run: async (environment, order) => {
				const find = async () => await findUser(environment, query);
				const user = await findInOrder(find, order).catch(undefinedIfNoMatch);
				const change = async () =>
					user === undefined
						? await create(environment, newUser, query)
						: await update({ environment, user }, newUser);
				return await changeInOrder(change, order);
			},
			output: ({ user, created, changed }, environmentId) => ({
				success: true,
				changed,
				created,
				...stateOf(user),
				...userOutput(environmentId, user),
			}),
		};
	},
});

/** Creates the user. After a lost response, looks whether the user exists now. */
async function create(
	environment: Environment,
	newUser: NewUser,
	query: UserQuery,
): Promise<Outcome> {
	const user = await createUser(environment, newUser).catch(async (error: unknown) => {
		if (!(error instanceof UnknownOutcomeError || error instanceof UncheckedError)) throw error;
		const after = environment.afterChange();
		const found = await findUser(after, query).catch(() => {
			throw error;
		});
		return (await update({ environment: after, user: found }, newUser)).user;
	});
	return { user, created: true, changed: true };
}

function undefinedIfNoMatch(error: unknown): undefined {
	if (!(error instanceof NoMatchError)) throw error;
}

/** Updates the attributes that differ from those given. */
async function update(target: UserTarget, { attributes }: NewUser): Promise<Outcome> {
	const wanted = withUnchangedParts(target.user, attributes);
	const differing = Object.keys(wanted).filter(
		(name) => name !== 'username' && isChanged(target.user, wanted, [name]),
	);
	const changes: IDataObject = Object.fromEntries(differing.map((name) => [name, wanted[name]]));
	const user = await updateUser(target, changes);
	return { user, created: false, changed: isChanged(target.user, user, differing) };
}
