import { randomUUID } from 'node:crypto';
import type { Express, Request } from 'express';
import { invalid, notFound, requestFailed } from '../apiErrors';
import { collectionPage, type PageSizes } from '../collectionPage';
import type { Environments } from '../environments';
import { JSON_TYPE, jsonBody, mediaTypeOf } from '../requestBody';
import { apiUrl, idIn, refuseMethod, Resource } from '../resource';
import { matching, text } from '../scimFilter';

export interface Group {
	id: string;
	environmentId: string;
	name: string;
	description?: string;
	/** The population whose users may be members; absent for the whole environment. */
	populationId?: string;
	externalId?: string;
	/** The directory that a group comes from, if it is an external one. */
	sourceId?: string;
	/** A filter of users: whoever fits it is a member by this rule. Absent where there is no rule. */
	userFilter?: string;
}

const PAGES: PageSizes = { default: 100, max: 200 };
const FILTERED = {
	name: text<Group>(['eq', 'sw'], ({ name }) => name),
	'population.id': text<Group>(['eq'], ({ populationId }) => populationId),
	externalId: text<Group>(['eq'], ({ externalId }) => externalId),
};
const TEXTS = ['description', 'externalId', 'userFilter'] as const;

interface MemberCounts {
	direct: number;
	total: number;
}

export class Groups extends Resource<Group> {
	/** True if a group with members is not deleted. PingOne does not document it. */
	keepsMembers = false;
	/** Counts the members of a group; `MemberOfGroups` replaces it. */
	countMembers: (group: Group) => MemberCounts = () => ({ direct: 0, total: 0 });

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
			.post((request, response) => {
				const environmentId = this.environments.fromPath(request).id;
				const group = this.written({ id: randomUUID(), environmentId }, request);
				response.status(201).json(groupJson(group, request));
			})
			.all(refuseMethod);

		app
			.route('/v1/environments/:environmentId/groups/:groupId')
			.get((request, response) => {
				const group = this.fromPath(request);
				response.json({ ...groupJson(group, request), ...this.countsOf(group, request) });
			})
			.put((request, response) => {
				const { id, environmentId, populationId } = this.fromPath(request);
				const group = this.written({ id, environmentId }, request, { populationId });
				response.json(groupJson(group, request));
			})
			.delete((request, response) => {
				const group = this.fromPath(request);
				if (this.keepsMembers && this.countMembers(group).total > 0) {
					throw requestFailed('CONSTRAINT_VIOLATION', 'The group has members');
				}
				this.delete(group.id);
				response.status(204).end();
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

	/**
	 * Stores the group in a request's body. What the body leaves out is not kept.
	 *
	 * @param current the population, which cannot be changed.
	 */
	private written(
		ids: Pick<Group, 'id' | 'environmentId'>,
		request: Request,
		current?: Pick<Group, 'populationId'>,
	): Group {
		mediaTypeOf(request, [JSON_TYPE]);
		const body = jsonBody(request, ['name', 'population', ...TEXTS]);
		const { name } = body;
		if (typeof name !== 'string' || name === '') throw invalid('name', 'name must be a text');
		const namesakes = this.inEnvironment(ids.environmentId).filter((one) => one.name === name);
		if (namesakes.some(({ id }) => id !== ids.id)) {
			throw invalid('name', 'The name is taken already', 'UNIQUENESS_VIOLATION');
		}
		const texts = TEXTS.filter((text) => body[text] !== undefined).map((text) => {
			if (typeof body[text] !== 'string') throw invalid(text, `${text} must be a text`);
			return [text, body[text]];
		});
		const populationId = Object(body.population).id;
		if (current !== undefined && current.populationId !== populationId) {
			throw invalid('population', 'The population of a group cannot be changed');
		}
		const group: Group = {
			...ids,
			name,
			...Object.fromEntries(texts),
			...(typeof populationId === 'string' && { populationId }),
		};
		this.set(group.id, group);
		return group;
	}

	private countsOf(group: Group, { query: { include } }: Request) {
		if (include === undefined) return {};
		if (include !== 'totalMemberCounts') throw invalid('include', `${include} cannot be included`);
		const { direct, total } = this.countMembers(group);
		return { directMemberCounts: { users: direct }, totalMemberCounts: { users: total } };
	}
}

export function groupJson(group: Group, request: Request) {
	const { id, environmentId, name, populationId, description, externalId, userFilter, sourceId } =
		group;
	const environment = `${apiUrl(request)}/environments/${environmentId}`;
	return {
		_links: {
			self: { href: `${environment}/groups/${id}` },
			environment: { href: environment },
		},
		id,
		environment: { id: environmentId },
		name,
		// JSON leaves out what is undefined.
		...{ description, externalId, userFilter, sourceId },
		...(populationId !== undefined && { population: { id: populationId } }),
	};
}
