/** The administrator roles of users. */
import type { Express, Request } from 'express';
import { refuseMethod, Resource, selfLink, selfUrl } from '../resource';
import type { Users } from './users';

export interface RoleAssignment {
	id: string;
	userId: string;
	roleId: string;
	/** The objects that the role applies to. */
	scope: { id: string; type: 'ORGANIZATION' | 'ENVIRONMENT' | 'POPULATION' };
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
	}

	private of(userId: string): RoleAssignment[] {
		return [...this.values()].filter((assignment) => assignment.userId === userId);
	}
}

function assignmentJson({ id, roleId, scope }: RoleAssignment, request: Request) {
	const list = new URL(selfUrl(request));
	return {
		_links: { self: { href: `${list.origin}${list.pathname}/${id}` } },
		id,
		role: { id: roleId },
		scope,
		readOnly: false,
	};
}
