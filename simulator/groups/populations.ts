import type { Express, Request } from 'express';
import { notFound } from '../apiErrors';
import { collectionPage, type PageSizes } from '../collectionPage';
import type { Environments } from '../environments';
import { apiUrl, idIn, refuseMethod, Resource } from '../resource';
import { matching, text } from '../scimFilter';

/** Part of the users of an environment. Each user is in one. */
export interface Population {
	id: string;
	environmentId: string;
	name: string;
	description: string;
	/** True if PingOne's own pages put new users here unless told otherwise. */
	isDefault: boolean;
}

const PAGES: PageSizes = { default: 100, max: 200 };
const FILTERED = { name: text<Population>(['eq', 'sw'], ({ name }) => name) };

export class Populations extends Resource<Population> {
	constructor(private readonly environments: Environments) {
		super();
	}

	override addRoutes(app: Express): void {
		app
			.route('/v1/environments/:environmentId/populations')
			.get((request, response) => {
				const { id } = this.environments.fromPath(request);
				const populations = [...this.values()]
					.filter(({ environmentId }) => environmentId === id)
					.filter(matching(request.query.filter, FILTERED));
				const toJson = (population: Population) => populationJson(population, request);
				response.json(collectionPage(request, 'populations', populations, toJson, PAGES));
			})
			.all(refuseMethod);

		app
			.route('/v1/environments/:environmentId/populations/:populationId')
			.get((request, response) => {
				const { id } = this.environments.fromPath(request);
				const population = this.get(idIn(request, 'populationId'));
				if (population?.environmentId !== id) throw notFound();
				response.json(populationJson(population, request));
			})
			.all(refuseMethod);
	}
}

function populationJson(population: Population, request: Request) {
	const { id, environmentId, name, description, isDefault } = population;
	const environment = `${apiUrl(request)}/environments/${environmentId}`;
	return {
		_links: {
			self: { href: `${environment}/populations/${id}` },
			environment: { href: environment },
		},
		id,
		environment: { id: environmentId },
		name,
		description,
		default: isDefault,
	};
}
