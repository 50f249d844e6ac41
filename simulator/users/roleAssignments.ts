/** The administrator roles of users. */
import type { Express, Request } from 'express';
import { noAccess, notFound } from '../apiErrors';
import { idIn, refuseMethod, Resource, selfLink, selfUrl } from '../resource';
import type { Users } from './users';

export interface RoleAssignment {
	id: string;
	userId: string;
	roleId: string;
	/** The objects that the role applies to. */
	scope: { id: string; type: 'ORGANIZATION' | 'ENVIRONMENT' | 'POPULATION' };
	/** True if no caller may remove it. In PingOne, it depends on the caller's roles. */
	readOnly?: boolean;
	/** The group that gives the role. PingOne does not document that such roles are listed. */
	groupId?: string;
}

export class RoleAssignments extends Resource<RoleAssignment> {
	constructor(private readonly users: Users) {
		super();
		users.whenDeleted((userId) => {
			for (const { id } of this.of(userId)) this.delete(id);
		});
	}

	override addRoutes(app: Express): void {
		app
			.route('/v1/environments/:environmentId/users/:userId/roleAssignments')
			.get((request, response) => {
				const assignments = this.of(this.users.fromPath(request).id);
				response.json({
					...selfLink(request),
					_embedded: { roleAssignments: assignments.map((one) => assignmentJson(one, request)) },
					count: assignments.length,
					size: assignments.length,
				});
			})
			.all(refuseMethod);

		app
			.route('/v1/environments/:environmentId/users/:userId/roleAssignments/:assignmentId')
			.delete((request, response) => {
				const { id: userId } = this.users.fromPath(request);
				const assignment = this.get(idIn(request, 'assignmentId'));
				if (assignment?.userId !== userId) throw notFound();
				if (assignment.readOnly || assignment.groupId !== undefined) throw noAccess();
				this.delete(assignment.id);
				response.status(204).end();
			})
			.all(refuseMethod);
	}

	private of(userId: string): RoleAssignment[] {
		return [...this.values()].filter((assignment) => assignment.userId === userId);
	}
}

function assignmentJson(assignment: RoleAssignment, request: Request) {
	const { id, roleId, scope, readOnly = false, groupId } = assignment;
	const list = new URL(selfUrl(request));
	return {
		_links: { self: { href: `${list.origin}${list.pathname}/${id}` } },
		id,
		role: { id: roleId },
		scope,
		readOnly,
		...(groupId !== undefined && { group: { id: groupId } }),
	};
}
