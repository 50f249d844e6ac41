import type { IExecuteFunctions } from 'n8n-workflow';
import { PingOneError } from '../../shared/pingone/errors/pingOneError';
import { removeRoles, roleOutput } from '../../shared/pingone/roles/roleAssignments';
import { userAsRoleHolder } from '../../shared/pingone/roles/roleHolder';
import { quote } from '../../shared/pingone/text';
import { requiredText } from '../../shared/pingone/textParameter';
import { defineUserOperation } from '../defineUserOperation';

/** Removes administrator roles from a user. */
export const removeAdminRoles = defineUserOperation({
	value: 'removeAdminRoles',
	name: 'Remove Administrator Roles',
	action: 'Remove administrator roles of user',
	description:
		'Remove administrator roles from a user, all or by name. Roles that a group gives, and roles that the credential may not remove, are kept and listed.',
	fields: [
		{
			displayName: 'Roles',
			name: 'roles',
			type: 'options',
			options: [
				{ name: 'All', value: 'all' },
				{ name: 'Selected by Name', value: 'selected' },
			],
			default: 'all',
		},
		{
			displayName: 'Role Names',
			name: 'roleNames',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. Identity Data Admin, Environment Admin',
			description: 'Names of roles, as a list or separated by commas',
			displayOptions: { show: { roles: ['selected'] } },
		},
	],
	failurePolicy: 'finishAll',
	read: (context, itemIndex) => ({ roleNames: roleNamesOf(context, itemIndex) }),
	act: async (target, { roleNames }) => {
		const { removed, kept } = await removeRoles(userAsRoleHolder(target), target.roles, roleNames);
		return {
			rolesRemoved: removed.map(roleOutput),
			rolesKept: kept.map((role) => ({ ...roleOutput(role), reason: role.reason })),
			changed: removed.length > 0,
		};
	},
});

const NAMES = 'Role Names';
const MAX_LENGTH = 10_000;

/** Returns the names of the roles to remove; undefined for all. */
function roleNamesOf(context: IExecuteFunctions, itemIndex: number): string[] | undefined {
	const roles: unknown = context.getNodeParameter('roles', itemIndex, 'all');
	if (roles === 'all') return undefined;
	if (roles !== 'selected') {
		throw new PingOneError(
			`'Roles' is neither 'all' nor 'selected': ${quote(roles)}`,
			'Pick one of the two. Nothing was sent for this item.',
		);
	}
	const value: unknown = context.getNodeParameter('roleNames', itemIndex, '');
	const text = requiredText(NAMES, Array.isArray(value) ? value.join(',') : value, MAX_LENGTH);
	return text.split(',').map((name) => requiredText(NAMES, name));
}
