/** The roles that applications hold, as PingOne's API shows them. */
import type { Express, Request } from 'express';
import type { AccessTokens } from './accessTokens';
import { notFound } from '../apiErrors';
import type { Environments } from '../environments';
import { idIn, refuseMethod, selfLink } from '../resource';
import { seededId } from '../seed/seededIds';
import type { Worker, Workers } from './tokenEndpoint';

/** Some built-in roles, and some of their permissions; which ones PingOne gives them is not public. */
const ROLES = {
	'Organization Admin': ['organizations:update:organization'],
	'Environment Admin': ['environments:read:activity', 'environments:create:subscription'],
	'Identity Data Admin': ['users:read:user', 'users:update:user', 'users:delete:session'],
	'Help Desk Admin': ['users:read:user'],
	'Advanced Help Desk Admin': ['users:read:user', 'users:update:user'],
};
const READER = 'Environment Admin';

export class Applications {
	/** The roles that an environment defines itself, by ID. */
	readonly customRoles = new Map<string, { environmentId: string; name: string }>();

	constructor(
		private readonly tokens: AccessTokens,
		private readonly environments: Environments,
		private readonly workers: Workers,
	) {}

	addRoutes(app: Express): void {
		app
			.route('/v1/roles')
			.get((request, response) => {
				this.tokens.grantsOf(request);
				const roles = Object.entries(ROLES).map(([name, ids]) => {
					const permissions = ids.map((id) => ({ id }));
					return { id: roleId(name), name, applicableTo: [], permissions };
				});
				response.json({ ...selfLink(request), _embedded: { roles }, count: roles.length });
			})
			.all(refuseMethod);

		app
			.route('/v1/environments/:environmentId/roles')
			.get((request, response) => {
				const environment = this.environments.fromPath(request);
				const roles = [...this.customRoles]
					.filter(([, { environmentId }]) => environmentId === environment.id)
					.map(([id, { name }]) => ({ id, name, type: 'CUSTOM' }));
				response.json({ ...selfLink(request), _embedded: { roles }, count: roles.length });
			})
			.all(refuseMethod);

		app
			.route('/v1/environments/:environmentId/applications/:applicationId/roleAssignments')
			.get((request, response) => {
				const { grants } = this.fromPath(request);
				const roleAssignments = grants.map(({ role, environmentId }) => ({
					id: seededId(`assignment of ${role} in ${environmentId}`),
					role: { id: roleId(role) },
					scope: { id: environmentId, type: 'ENVIRONMENT' },
					readOnly: false,
				}));
				response.json({ ...selfLink(request), _embedded: { roleAssignments } });
			})
			.all(refuseMethod);
	}

	/** An application's ID is its client ID. @throws 404 where the environment has no such application. */
	private fromPath(request: Request): Worker {
		const { id } = this.environments.fromPath(request, READER);
		const worker = this.workers.get(idIn(request, 'applicationId'));
		if (worker?.environmentId !== id) throw notFound();
		return worker;
	}
}

function roleId(name: string): string {
	return seededId(`role ${name}`);
}
