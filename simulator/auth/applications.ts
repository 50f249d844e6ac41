/** The roles that applications hold, as PingOne's API shows them. */
import type { Express, Request } from 'express';
import type { AccessTokens, Grant } from './accessTokens';
import { notFound } from '../apiErrors';
import type { Environments } from '../environments';
import { idIn, refuseMethod, selfLink } from '../resource';
import { seededId } from '../seed/seededIds';
import type { Workers } from './tokenEndpoint';

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
	/** The roles of applications that get no tokens here, by the application's ID. */
	readonly roles = new Map<string, Grant[]>();
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
				const grants = this.grantsOf(request);
				const roleAssignments = grants.map((grant) => ({
					id: assignmentId(grant),
					role: { id: roleId(grant.role) },
					scope: { id: grant.environmentId, type: 'ENVIRONMENT' },
					readOnly: false,
				}));
				response.json({ ...selfLink(request), _embedded: { roleAssignments } });
			})
			.all(refuseMethod);

		app
			.route(
				'/v1/environments/:environmentId/applications/:applicationId/roleAssignments/:assignmentId',
			)
			.delete((request, response) => {
				const grants = this.grantsOf(request);
				const id = idIn(request, 'assignmentId');
				const index = grants.findIndex((grant) => assignmentId(grant) === id);
				if (index < 0) throw notFound();
				grants.splice(index, 1);
				response.status(204).end();
			})
			.all(refuseMethod);
	}

	/** An application's ID is its client ID. @throws 404 where the environment has no such application. */
	private grantsOf(request: Request): Grant[] {
		const { id } = this.environments.fromPath(request, READER);
		const applicationId = idIn(request, 'applicationId');
		const worker = this.workers.get(applicationId);
		if (worker?.environmentId === id) return worker.grants;
		const grants = this.roles.get(applicationId);
		if (grants === undefined) throw notFound();
		return grants;
	}
}

function assignmentId({ role, environmentId }: Grant): string {
	return seededId(`assignment of ${role} in ${environmentId}`);
}

function roleId(name: string): string {
	return seededId(`role ${name}`);
}
