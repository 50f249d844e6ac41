/** The initial populations, groups and administrator roles of the company. */
import type { Group } from '../groups/groups';
import type { Population } from '../groups/populations';
import { ADMINISTRATOR } from './seedUsers';
import {
	CONTRACTORS_ID,
	EMPLOYEES_ID,
	seededGroupId,
	seededId,
	seededPopulationId,
	seededUserId,
	WORKFORCE_ID,
} from './seededIds';
import type { Tenant } from '../tenant';

/** Group, description, and the usernames of its direct members. */
const DIRECT_GROUPS: Array<[string, string, string[]]> = [
	['VPN Users', 'Access from outside the offices', ['jane.doe', 'luis.ortega', 'nadia.haddad']],
	['Finance', 'Invoices and payroll', ['amara.okafor', 'jane.doe', 'kofi.mensah']],
	['Engineering', 'Source code and build servers', ['mei.lin', 'soren.akesson', 'viktor.novak']],
	['Finance Approvers', 'May approve payments', ['amara.okafor']],
	['Quarantine', 'Kept out of all applications by the sign-on policy', []],
];

/** A group whose members come from a rule, so that nobody can be removed from it. */
const ALL_EMPLOYEES: Omit<Group, 'environmentId'> = {
	id: seededGroupId('All Employees'),
	name: 'All Employees',
	description: 'Everyone in the population Employees',
	userFilter: `population.id eq "${EMPLOYEES_ID}"`,
};

const ADMINISTRATOR_ROLES = ['Environment Admin', 'Identity Data Admin'];

/** Adds populations to the tenant's environments. */
export function seedPopulations({ environments, populations }: Tenant): void {
	const add = (population: Population) => populations.set(population.id, population);
	for (const environmentId of environments.keys()) {
		const isWorkforce = environmentId === WORKFORCE_ID;
		add({
			id: seededPopulationId(environmentId),
			environmentId,
			name: isWorkforce ? 'Employees' : 'Default',
			description: isWorkforce ? 'On the payroll' : 'All users',
			isDefault: true,
		});
	}
	add({
		id: CONTRACTORS_ID,
		environmentId: WORKFORCE_ID,
		name: 'Contractors',
		description: 'Paid by invoice',
		isDefault: false,
	});
}

/** Groups with their members, and one user who is an administrator. */
export function seedGroups({ groups, memberships, roleAssignments }: Tenant): void {
	for (const [name, description, members] of DIRECT_GROUPS) {
		const id = seededGroupId(name);
		groups.set(id, { id, environmentId: WORKFORCE_ID, name, description });
		for (const username of members) memberships.add(seededUserId(username), id);
	}
	groups.set(ALL_EMPLOYEES.id, { ...ALL_EMPLOYEES, environmentId: WORKFORCE_ID });
	for (const role of ADMINISTRATOR_ROLES) {
		const id = seededId(`role assignment ${role}`);
		roleAssignments.set(id, {
			id,
			userId: seededUserId(ADMINISTRATOR),
			roleId: seededId(`role ${role}`),
			scope: { id: WORKFORCE_ID, type: 'ENVIRONMENT' },
		});
	}
}
