/** The groups of a user, as the API reads and changes them. */
import type { Express, Request } from 'express';
import { ApiError, invalid, notFound, requestFailed } from '../apiErrors';
import { collectionPage, type PageSizes } from '../collectionPage';
import { groupJson, type Groups } from './groups';
import type { Membership, Memberships } from './memberships';
import { JSON_TYPE, jsonBody, mediaTypeOf } from '../requestBody';
import { apiUrl, idIn, isUuid, refuseMethod } from '../resource';
import { matching, text } from '../scimFilter';
import type { User } from '../users/user';
import type { Users } from '../users/users';

const PAGES: PageSizes = { default: 100, max: 200 };
const FILTERED = { type: text<Membership>(['eq'], ({ type }) => type) };

export class MemberOfGroups {
	/** True if adding a member again returns 201. PingOne does not document it. */
	acceptsMembers = false;
	/** True if removing an indirect membership returns 400 instead of 404. */
	refusesIndirect = false;

	constructor(
		private readonly users: Users,
		private readonly groups: Groups,
		private readonly memberships: Memberships,
	) {
		groups.countMembers = ({ id, environmentId }) => {
			const inEnvironment = [...users.values()].filter(
				(user) => user.environmentId === environmentId,
			);
			return {
				direct: inEnvironment.filter((user) => memberships.isDirect(user.id, id)).length,
				total: inEnvironment.filter(memberships.test(id)).length,
			};
		};
	}

	addRoutes(app: Express): void {
		app
			.route('/v1/environments/:environmentId/users/:userId/memberOfGroups')
			.get((request, response) => {
				const user = this.users.fromPath(request);
				const toJson = membershipJson(user, request);
				const fits = matching(request.query.filter, FILTERED);
				const memberships = this.memberships.of(user).filter(fits);
				response.json(collectionPage(request, 'groupMemberships', memberships, toJson, PAGES));
			})
			.post((request, response) => {
				const user = this.users.fromPath(request);
				const membership = this.added(user, request);
				response.status(201).json(membershipJson(user, request)(membership));
			})
			.all(refuseMethod);

		app
			.route('/v1/environments/:environmentId/users/:userId/memberOfGroups/:groupId')
			.delete((request, response) => {
				const user = this.users.fromPath(request);
				const groupId = idIn(request, 'groupId');
				if (!this.memberships.isDirect(user.id, groupId)) throw this.cannotRemove(user, groupId);
				this.memberships.remove(user.id, groupId);
				response.status(204).end();
			})
			.all(refuseMethod);
	}

	/** @throws 400 where the body names no group of the environment, or one that has the user already. */
	private added({ id: userId, environmentId }: User, request: Request): Membership {
		mediaTypeOf(request, [JSON_TYPE]);
		const { id } = jsonBody(request, ['id']);
		if (typeof id !== 'string' || !isUuid(id)) throw invalid('id', 'id must be a valid UUID');
		const group = this.groups.get(id.toLowerCase());
		if (group?.environmentId !== environmentId) {
			throw invalid('id', 'The environment has no such group');
		}
		if (this.memberships.isDirect(userId, group.id) && !this.acceptsMembers) {
			throw invalid('id', 'The user is a member already', 'UNIQUENESS_VIOLATION');
		}
		this.memberships.add(userId, group.id);
		return { group, type: 'DIRECT' };
	}

	private cannotRemove(user: User, groupId: string): ApiError {
		if (!this.refusesIndirect || !this.memberships.test(groupId)(user)) return notFound();
		return requestFailed('INVALID_VALUE', 'The membership comes from a rule of the group');
	}
}

function membershipJson({ environmentId, id: userId }: User, request: Request) {
	const { expand } = request.query;
	if (expand !== undefined && expand !== 'group') throw invalid('expand', 'expand must be group');
	const environment = `${apiUrl(request)}/environments/${environmentId}`;
	return ({ group, type }: Membership) => ({
		_links: {
			self: { href: `${environment}/users/${userId}/memberOfGroups/${group.id}` },
			user: { href: `${environment}/users/${userId}` },
			group: { href: `${environment}/groups/${group.id}` },
		},
		...(expand === 'group' && { _embedded: { group: groupJson(group, request) } }),
		id: group.id,
		environment: { id: environmentId },
		name: group.name,
		type,
	});
}
