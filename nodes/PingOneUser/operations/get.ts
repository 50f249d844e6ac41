import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { defineOperation } from '../../shared/node/defineOperation';
import { environmentField } from '../../shared/node/fields/environment';
import { optionsField } from '../../shared/node/fields/requestOptions';
import { isSimplified, simplifyField } from '../../shared/node/fields/simplify';
import { userField, userOf } from '../../shared/node/fields/user';
import { PingOneError } from '../../shared/pingone/errors/pingOneError';
import { membershipsOf } from '../../shared/pingone/groups/memberships';
import { roleAssignmentsOf, roleOutput } from '../../shared/pingone/roles/roleAssignments';
import { RoleDirectory } from '../../shared/pingone/roles/roleDirectory';
import { userAsRoleHolder } from '../../shared/pingone/roles/roleHolder';
import { simplifyUser } from '../../shared/pingone/users/simplifyUser';
import { quote } from '../../shared/pingone/text';
import { findUser, type UserTarget } from '../../shared/pingone/users/findUser';

type Included = 'groups' | 'administratorRoles';

/** Reads one user, and optionally groups and administrator roles. */
export const get = defineOperation<{ user: IDataObject; included: IDataObject }>({
	value: 'get',
	name: 'Get',
	action: 'Get user',
	description: 'Find a user by email, username or ID, and see the state of the account',
	fields: [
		environmentField,
		userField,
		simplifyField,
		{
			displayName: 'Include',
			name: 'include',
			type: 'multiOptions',
			options: [
				{ name: 'Administrator Roles', value: 'administratorRoles' },
				{ name: 'Groups', value: 'groups' },
			],
			default: [],
			description: 'Additional information to read about the user',
		},
		optionsField(),
	],
	failurePolicy: 'stopAtFirst',
	prepare:
		(roles = new RoleDirectory()) =>
		(context, itemIndex) => {
			const query = userOf(context, itemIndex);
			const include = includedIn(context, itemIndex);
			const toOutput = isSimplified(context, itemIndex)
				? simplifyUser
				: (user: IDataObject) => user;
			return {
				key: [query, include],
				run: async (environment) => {
					const user = await findUser(environment, query);
					return { user, included: await includedOf({ environment, user }, include, roles) };
				},
				output: ({ user, included }) => ({ ...toOutput(user), ...included }),
			};
		},
});

async function includedOf(
	target: UserTarget,
	include: Included[],
	directory: RoleDirectory,
): Promise<IDataObject> {
	const groups = include.includes('groups') ? await membershipsOf(target) : undefined;
	const roles = include.includes('administratorRoles')
		? await roleAssignmentsOf(userAsRoleHolder(target), directory)
		: undefined;
	return {
		...(groups && { groups: groups.map(({ id, name, isDirect }) => ({ id, name, isDirect })) }),
		...(roles && { administratorRoles: roles.map(roleOutput) }),
	};
}

function includedIn(context: IExecuteFunctions, itemIndex: number): Included[] {
	const include: unknown = context.getNodeParameter('include', itemIndex, []);
	const values: unknown[] = Array.isArray(include) ? include : [include];
	if (values.every(isIncluded)) return values;
	throw new PingOneError(
		`'Include' contains a value other than 'groups' and 'administratorRoles': ${quote(include)}`,
		'Pick from the list. Nothing was sent for this item.',
	);
}

function isIncluded(value: unknown): value is Included {
	return value === 'groups' || value === 'administratorRoles';
}
