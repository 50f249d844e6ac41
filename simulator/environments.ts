import type { Express, Request } from 'express';
import type { AccessTokens, Grant } from './auth/accessTokens';
import { noAccess } from './apiErrors';
import { collectionPage, type PageSizes } from './collectionPage';
import { apiUrl, idIn, refuseMethod, Resource } from './resource';
import { matching, text } from './scimFilter';

export interface Environment {
	id: string;
	name: string;
	type: 'PRODUCTION' | 'SANDBOX';
	region: 'NA' | 'CA' | 'EU' | 'AU' | 'SG' | 'AP';
}

const PAGES: PageSizes = { default: 1000, max: 5000 };
const FILTERED = { name: text<Environment>(['eq', 'sw'], ({ name }) => name) };

export class Environments extends Resource<Environment> {
	constructor(private readonly tokens: AccessTokens) {
		super();
	}

	override addRoutes(app: Express): void {
		app
			.route('/v1/environments')
			.get((request, response) => {
				const grants = this.tokens.grantsOf(request);
				const visible = [...this.values()]
					.filter(({ id }) => grants.some(({ environmentId }) => environmentId === id))
					.filter(matching(request.query.filter, FILTERED));
				const toJson = (environment: Environment) => environmentJson(environment, request);
				response.json(collectionPage(request, 'environments', visible, toJson, PAGES));
			})
			.all(refuseMethod);

		app
			.route('/v1/environments/:environmentId')
			.get((request, response) => {
				response.json(environmentJson(this.fromPath(request), request));
			})
			.all(refuseMethod);
	}

	/**
	 * The environment in the request's path.
	 *
	 * @throws 403 where there is none, or the token has no role in it: PingOne does not tell which.
	 */
	fromPath(request: Request, needed: Grant['role'] = 'Identity Data Admin'): Environment {
		const grants = this.tokens.grantsOf(request);
		const id = idIn(request, 'environmentId');
		const environment = this.get(id);
		const granted = grants.some(
			({ role, environmentId }) => role === needed && environmentId === id,
		);
		if (environment === undefined || !granted) throw noAccess();
		return environment;
	}
}

function environmentJson({ id, name, type, region }: Environment, request: Request) {
	return {
		_links: { self: { href: `${apiUrl(request)}/environments/${id}` } },
		id,
		name,
		type,
		region,
	};
}
