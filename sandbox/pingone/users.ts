import type { Express, Request } from 'express';
import { notFound } from './apiErrors';
import { collectionPage, type PageSizes } from './collectionPage';
import type { Environments } from './environments';
import { apiUrl, idIn, refuseMethod, Resource } from './resource';
import { matching } from './scimFilter';
import { seededId } from './seededIds';

export interface User {
	id: string;
	environmentId: string;
	username: string;
	email: string;
	givenName: string;
	familyName: string;
	enabled: boolean;
}

const PAGES: PageSizes = { default: 100, max: 200 };

/** The attributes that a filter may compare. */
const FILTERED: Record<string, keyof User> = {
	username: 'username',
	email: 'email',
	'name.given': 'givenName',
	'name.family': 'familyName',
};

export class Users extends Resource<User> {
	/** Whether a filter may ask how a username or name begins, which PingOne does not document. */
	startsWithIsRefused = false;

	constructor(private readonly environments: Environments) {
		super();
	}

	override addRoutes(app: Express): void {
		app
			.route('/v1/environments/:environmentId/users')
			.get((request, response) => {
				const { id } = this.environments.fromPath(request);
				const operators = this.startsWithIsRefused ? ['eq'] : ['eq', 'sw'];
				const users = [...this.values()]
					.filter(({ environmentId }) => environmentId === id)
					.filter(matching(request.query.filter, FILTERED, operators));
				const toJson = (user: User) => userJson(user, request);
				response.json(collectionPage(request, 'users', users, toJson, PAGES));
			})
			.all(refuseMethod);

		app
			.route('/v1/environments/:environmentId/users/:userId')
			.get((request, response) => {
				response.json(userJson(this.fromPath(request), request));
			})
			.all(refuseMethod);
	}

	/** The user in the request's path. @throws 404 where the environment has no such user. */
	fromPath(request: Request): User {
		const { id } = this.environments.fromPath(request);
		const user = this.get(idIn(request, 'userId'));
		if (user?.environmentId !== id) throw notFound();
		return user;
	}
}

function userJson(user: User, request: Request) {
	const { id, environmentId, username, email, enabled, givenName, familyName } = user;
	const environment = `${apiUrl(request)}/environments/${environmentId}`;
	return {
		_links: { self: { href: `${environment}/users/${id}` } },
		id,
		environment: { id: environmentId },
		population: { id: seededId(`population of ${environmentId}`) },
		username,
		email,
		enabled,
		account: { canAuthenticate: enabled, status: 'OK' },
		name: { given: givenName, family: familyName, formatted: `${givenName} ${familyName}` },
	};
}
