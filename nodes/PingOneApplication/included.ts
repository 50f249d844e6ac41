import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { booleanIn } from '../shared/node/fields/boolean';
import type { Application } from '../shared/pingone/applications/applications';
import { readPreviousSecret } from '../shared/pingone/applications/secrets';
import type { Environment } from '../shared/pingone/environment';
import { PingOneError, toPingOneError } from '../shared/pingone/errors/pingOneError';
import { roleAssignmentsOf, roleOutput } from '../shared/pingone/roles/roleAssignments';
import type { RoleDirectory } from '../shared/pingone/roles/roleDirectory';
import { asRoleHolder } from './defineApplicationOperation';

/** Options of the operations that read applications. */
export const includeOptions: INodeProperties[] = [
	{
		displayName: 'Include Roles',
		name: 'includeRoles',
		type: 'boolean',
		default: false,
		description: 'Whether to read the administrator roles of each application',
	},
	{
		displayName: 'Include Secret State',
		name: 'includeSecretState',
		type: 'boolean',
		default: false,
		description:
			'Whether to read until when the previous secret of each application is valid, and when it was last used. The secrets themselves are not put out.',
	},
];

export interface Included {
	roles: boolean;
	secretState: boolean;
}

/** @throws {PingOneError} naming the option that is neither on nor off. */
export function includedIn(options: IDataObject): Included {
	return {
		roles: booleanIn('Include Roles', options.includeRoles ?? false),
		secretState: booleanIn('Include Secret State', options.includeSecretState ?? false),
	};
}

/** Reads what is included. A secret that PingOne does not show is no failure: it says why. */
export async function readIncluded(
	environment: Environment,
	application: Application,
	included: Included,
	directory: RoleDirectory,
): Promise<IDataObject> {
	const target = { environment, application };
	// Others have neither roles nor a secret.
	const isClient = application.protocol === 'OPENID_CONNECT';
	const roles =
		included.roles && isClient ? await roleAssignmentsOf(asRoleHolder(target), directory) : [];
	const secret =
		included.secretState && isClient
			? await readPreviousSecret(target).catch(toPingOneError)
			: NO_SECRET;
	return {
		...(included.roles && { administratorRoles: roles.map(roleOutput) }),
		...(included.secretState &&
			(secret instanceof PingOneError
				? { ...NO_SECRET, secretStateError: `${secret.message}. ${secret.description}` }
				: { ...secret, secretStateError: null })),
	};
}

const NO_SECRET = { previousSecretExpiresAt: null, previousSecretLastUsedAt: null };
