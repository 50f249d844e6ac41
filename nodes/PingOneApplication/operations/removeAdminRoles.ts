import { removeRoles, roleOutput } from '../../shared/pingone/roles/roleAssignments';
import { asRoleHolder, defineApplicationOperation } from '../defineApplicationOperation';

/** Removes administrator roles from an application. */
export const removeAdminRoles = defineApplicationOperation({
	value: 'removeAdminRoles',
	name: 'Remove Administrator Roles',
	action: 'Remove administrator roles of application',
	description:
		'Remove all administrator roles from an application. Roles that the credential may not remove are kept and listed.',
	failurePolicy: 'finishAll',
	read: () => ({}),
	act: async (target, _none, directory) => {
		const { removed, kept } = await removeRoles(asRoleHolder(target), directory);
		return {
			changed: removed.length > 0,
			rolesRemoved: removed.map(roleOutput),
			rolesKept: kept.map((role) => ({ ...roleOutput(role), reason: role.reason })),
		};
	},
});
