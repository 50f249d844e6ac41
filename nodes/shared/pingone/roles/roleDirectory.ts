import { SingleFlight } from '../../http/singleFlight';
import { readAll, type Reader } from '../collection';
import type { Environment } from '../environment';
import { PingOneError, toPingOneError } from '../errors/pingOneError';
import { isSameText } from '../sameValue';
import { quote } from '../text';

/** The names of roles by ID, and the error if not all of them could be read. */
interface RoleNames {
	names: Map<string, string>;
	error?: PingOneError;
}

/** Reads the names of the built-in roles and of an environment's own roles, once per execution. */
export class RoleDirectory {
	private readonly reads = new SingleFlight<RoleNames>();

	/**
	 * Returns the name of each role by its ID. A role has no name here if the credential may not
	 * read it: removing roles must not depend on their names.
	 */
	async namesIn(environment: Environment): Promise<Map<string, string>> {
		return (await this.read(environment)).names;
	}

	/**
	 * Throws unless each name is the name of a role, so that a typing error does not spare a role.
	 *
	 * @throws {PingOneError} also if the names of roles cannot be read.
	 */
	async check(environment: Environment, roleNames: string[]): Promise<void> {
		const { names, error } = await this.read(environment);
		const known = [...names.values()];
		const unknown = roleNames.find((name) => !known.some((other) => isSameText(name, other)));
		if (unknown === undefined) return;
		throw (
			error ??
			new PingOneError(
				`No role of environment ${environment.id} has the name ${quote(unknown)}`,
				"Check 'Role Names' against the roles in the PingOne admin console. Nothing was changed for this item.",
			)
		);
	}

	private async read(environment: Environment): Promise<RoleNames> {
		return await this.reads.run(environment.id, async () => {
			const [builtIn, own] = await Promise.all([
				rolesFrom(environment.outside, 'the roles of PingOne'),
				rolesFrom(environment, `the roles of environment ${environment.id}`),
			]);
			return {
				names: new Map([...builtIn.names, ...own.names]),
				error: builtIn.error ?? own.error,
			};
		});
	}
}

async function rolesFrom(reader: Reader, name: string): Promise<RoleNames> {
	const collection = { path: '/roles', name: 'roles', subject: { name } };
	const roles = await readAll(reader, collection).catch(toPingOneError);
	if (roles instanceof PingOneError) return { names: new Map(), error: roles };
	return { names: new Map(roles.map((role) => [String(role.id), String(role.name)])) };
}
