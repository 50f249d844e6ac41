import type { Express, Request } from 'express';
import { notFound } from '../apiErrors';
import { collectionPage, type PageSizes } from '../collectionPage';
import type { Environments } from '../environments';
import { apiUrl, idIn, refuseMethod, Resource } from '../resource';
import { matching, text } from '../scimFilter';

export interface Group {
	id: string;
	environmentId: string;
	name: string;
	description: string;
	/** A filter of users: whoever fits it is a member by this rule. Absent where there is no rule. */
	userFilter?: string;
}

const PAGES: PageSizes = { default: 100, max: 200 };
const FILTERED = { name: text<Group>(['eq', 'sw'], ({ name }) => name) };

export class Groups extends Resource<Group> {
	constructor(private readonly environments: Environments) {
		super();
	}

	override addRoutes(app: Express): void {
		app
			.route('/v1/environments/:environmentId/groups')
			.get((request, response) => {
				const { id } = this.environments.fromPath(request);
				const groups = this.inEnvironment(id).filter(matching(request.query.filter, FILTERED));
				const toJson = (group: Group) => groupJson(group, request);
				response.json(collectionPage(request, 'groups', groups, toJson, PAGES));
			})
			.all(refuseMethod);

		app
			.route('/v1/environments/:environmentId/groups/:groupId')
			.get((request, response) => {
				response.json(groupJson(this.fromPath(request), request));
			})
			.all(refuseMethod);
	}

	inEnvironment(id: string): Group[] {
		return [...this.values()].filter(({ environmentId }) => environmentId === id);
	}

	/** The group in the request's path. @throws 404 where the environment has no such group. */
	fromPath(request: Request): Group {
		const { id } = this.environments.fromPath(request);
		const group = this.get(idIn(request, 'groupId'));
		if (group?.environmentId !== id) throw notFound();
		return group;
	}
}

export function groupJson(group: Group, request: Request) {
	const { id, environmentId, name, description, userFilter } = group;
	const environment = `${apiUrl(request)}/environments/${environmentId}`;
	return {
		_links: {
			self: { href: `${environment}/groups/${id}` },
			environment: { href: environment },
		},
		id,
		environment: { id: environmentId },
		name,
		description,
		...(userFilter !== undefined && { userFilter }),
	};
}
