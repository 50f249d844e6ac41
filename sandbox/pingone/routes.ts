import type { Express, Request } from 'express';
import { invalid, noAccess, noToken, notFound, wrongMediaType, wrongMethod } from './apiErrors';
import { type Environment, type Grant, type User, type Session, type Tenant } from './tenant';
import { seededId } from './seededIds';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const SESSION_LOGOUT = 'application/vnd.pingidentity.sso.session.logout';
const MAX_PAGE_SIZE = 5000;
const DEFAULT_PAGE_SIZE = 1000;
const MAX_USER_PAGE_SIZE = 200;
const DEFAULT_USER_PAGE_SIZE = 100;
/** One comparison of a SCIM filter: an attribute, an operator and a quoted string. */
const COMPARISON = /([\w.]+) (sw|eq) "((?:[^"\\]|\\["\\])*)"/.source;
const FILTER = new RegExp(`^${COMPARISON}( or ${COMPARISON})*$`);
const USER_ATTRIBUTES: Record<string, keyof User> = {
	username: 'username',
	email: 'email',
	'name.given': 'givenName',
	'name.family': 'familyName',
};

/** What PingOne's management API can do, as far as the simulator plays it. */
export function addRoutes(app: Express, tenant: Tenant): void {
	app
		.route('/v1/environments')
		.get((request, response) => {
			const grants = grantsOf(tenant, request);
			const visible = [...tenant.environments.values()]
				.filter(({ id }) => grants.some(({ environmentId }) => environmentId === id))
				.filter(matching(request.query.filter, { name: 'name' }));
			response.json(page(request, 'environments', visible, environmentBody, ENVIRONMENT_PAGES));
		})
		.all(refuseMethod);

	app
		.route('/v1/environments/:environmentId')
		.get((request, response) => {
			const environment = environmentOf(tenant, request);
			response.json(environmentBody(environment, request));
		})
		.all(refuseMethod);

	app
		.route('/v1/environments/:environmentId/sessions/:sessionId')
		.get((request, response) => {
			response.json(sessionBody(sessionOf(tenant, request), request));
		})
		.post((request, response) => {
			environmentOf(tenant, request);
			if (request.headers['content-type'] !== SESSION_LOGOUT) throw wrongMediaType();
			if (bodyLength(request) > 0) throw invalid('body', 'The body must be empty');
			tenant.endSession(sessionOf(tenant, request));
			response.status(204).end();
		})
		.all(refuseMethod);

	addUserRoutes(app, tenant);
}

function addUserRoutes(app: Express, tenant: Tenant): void {
	app
		.route('/v1/environments/:environmentId/users')
		.get((request, response) => {
			const { id } = environmentOf(tenant, request);
			const operators = tenant.startsWithIsRefused ? ['eq'] : ['eq', 'sw'];
			const users = [...tenant.users.values()]
				.filter(({ environmentId }) => environmentId === id)
				.filter(matching(request.query.filter, USER_ATTRIBUTES, operators));
			response.json(page(request, 'users', users, userBody, USER_PAGES));
		})
		.all(refuseMethod);

	app
		.route('/v1/environments/:environmentId/users/:userId')
		.get((request, response) => {
			response.json(userBody(userOf(tenant, request), request));
		})
		.all(refuseMethod);

	app
		.route('/v1/environments/:environmentId/users/:userId/sessions')
		.get((request, response) => {
			const sessions = tenant.listedSessions(userOf(tenant, request).id);
			response.json({
				_links: { self: { href: hrefOf(request) } },
				_embedded: { sessions: sessions.map((session) => sessionBody(session, request)) },
				count: sessions.length,
				size: sessions.length,
			});
		})
		.all(refuseMethod);

	app
		.route('/v1/environments/:environmentId/users/:userId/sessions/:sessionId')
		.get((request, response) => {
			response.json(sessionBody(sessionOfUser(tenant, request), request));
		})
		.delete((request, response) => {
			tenant.endSession(sessionOfUser(tenant, request));
			response.status(204).end();
		})
		.all(refuseMethod);
}

/** How many bytes came as the body. */
export function bodyLength(request: Request): number {
	return Buffer.isBuffer(request.body) ? request.body.length : 0;
}

function refuseMethod(): never {
	throw wrongMethod();
}

function grantsOf(tenant: Tenant, request: Request): Grant[] {
	const [, token = ''] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
	const grants = tenant.grantsOf(token);
	if (grants === undefined) throw noToken();
	return grants;
}

/** PingOne answers the same where the environment does not exist and where the role is missing. */
function environmentOf(tenant: Tenant, request: Request): Environment {
	const grants = grantsOf(tenant, request);
	const id = idIn(request, 'environmentId');
	const environment = tenant.environments.get(id);
	const granted = grants.some(
		({ role, environmentId }) => role === 'Identity Data Admin' && environmentId === id,
	);
	if (environment === undefined || !granted) throw noAccess();
	return environment;
}

function sessionOf(tenant: Tenant, request: Request): Session {
	const { id } = environmentOf(tenant, request);
	const session = tenant.liveSession(id, idIn(request, 'sessionId'));
	if (session === undefined) throw notFound();
	return session;
}

function userOf(tenant: Tenant, request: Request): User {
	const { id } = environmentOf(tenant, request);
	const user = tenant.users.get(idIn(request, 'userId'));
	if (user?.environmentId !== id) throw notFound();
	return user;
}

function sessionOfUser(tenant: Tenant, request: Request): Session {
	const user = userOf(tenant, request);
	const session = sessionOf(tenant, request);
	if (session.userId !== user.id) throw notFound();
	return session;
}

function idIn({ params }: Request, name: string): string {
	const id = String(params[name]);
	if (!UUID.test(id)) throw invalid(name, `${name} must be a valid UUID`);
	return id.toLowerCase();
}

/** Whether something fits a SCIM filter over the attributes that there are. */
function matching<Thing>(
	filter: unknown,
	attributes: Record<string, keyof Thing>,
	operators = ['eq', 'sw'],
): (thing: Thing) => boolean {
	if (filter === undefined) return () => true;
	if (!FILTER.test(String(filter))) throw wrongFilter();
	const comparisons = [...String(filter).matchAll(new RegExp(COMPARISON, 'g'))].map(
		([, attribute, operator, quoted]) => {
			const isKnown = Object.hasOwn(attributes, attribute) && operators.includes(operator);
			if (!isKnown) throw wrongFilter();
			const sought = quoted.replace(/\\(.)/g, '$1').toLowerCase();
			return { attribute: attributes[attribute], operator, sought };
		},
	);
	return (thing) =>
		comparisons.some(({ attribute, operator, sought }) => {
			const value = String(thing[attribute]).toLowerCase();
			return operator === 'eq' ? value === sought : value.startsWith(sought);
		});
}

function wrongFilter() {
	return invalid('filter', 'The filter is not supported', 'INVALID_FILTER');
}

/** How many things a page has, if nothing is said and at most. */
interface PageSizes {
	usual: number;
	most: number;
}

const ENVIRONMENT_PAGES: PageSizes = { usual: DEFAULT_PAGE_SIZE, most: MAX_PAGE_SIZE };
const USER_PAGES: PageSizes = { usual: DEFAULT_USER_PAGE_SIZE, most: MAX_USER_PAGE_SIZE };

function page<Thing>(
	request: Request,
	collection: string,
	things: Thing[],
	body: (thing: Thing, request: Request) => object,
	{ usual, most }: PageSizes,
) {
	const size = Number(request.query.limit ?? usual);
	if (!Number.isInteger(size) || size < 1 || size > most) {
		throw invalid('limit', `limit must be a whole number from 1 to ${most}`);
	}
	const start = Number(request.query.cursor ?? 0);
	if (!Number.isInteger(start) || start < 0) throw invalid('cursor', 'The cursor is not known');
	const listed = things.slice(start, start + size);
	return {
		_links: {
			self: { href: hrefOf(request) },
			...(start + size < things.length && { next: { href: hrefOf(request, start + size) } }),
		},
		_embedded: { [collection]: listed.map((thing) => body(thing, request)) },
		count: things.length,
		size: listed.length,
	};
}

function hrefOf(request: Request, cursor?: number): string {
	const url = new URL(`${baseOf(request)}${request.originalUrl.replace(/^\/v1/, '')}`);
	if (cursor !== undefined) url.searchParams.set('cursor', String(cursor));
	return url.href;
}

function userBody({ id, environmentId, givenName, familyName, ...user }: User, request: Request) {
	const { username, email, enabled } = user;
	const environment = `${baseOf(request)}/environments/${environmentId}`;
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

function environmentBody({ id, name, type, region }: Environment, request: Request) {
	return {
		_links: { self: { href: `${baseOf(request)}/environments/${id}` } },
		id,
		name,
		type,
		region,
	};
}

function sessionBody(session: Session, request: Request) {
	const { id, environmentId, userId, idleTimeoutInMinutes, remoteIp, city, country } = session;
	const { browser, browserVersion, operatingSystem, operatingSystemVersion } = session;
	const environment = `${baseOf(request)}/environments/${environmentId}`;
	const activeAt = session.activeAt.toISOString();
	const at = session.createdAt.toISOString();
	const policy = { id: seededId(`policy of ${environmentId}`), type: 'PINGONE' };
	return {
		_links: {
			self: { href: `${environment}/sessions/${id}` },
			environment: { href: environment },
			user: { href: `${environment}/users/${userId}` },
		},
		id,
		environment: { id: environmentId },
		user: { id: userId },
		createdAt: at,
		activeAt,
		idleTimeoutInMinutes,
		userAgent: `Mozilla/5.0 (${operatingSystem}) ${browser}/${browserVersion}`,
		browser: { name: browser, version: browserVersion },
		operatingSystem: { name: operatingSystem, version: operatingSystemVersion },
		device: { type: /iOS|Android/.test(operatingSystem) ? 'Mobile' : 'Desktop' },
		locations: [{ at: activeAt, remoteIp, city, country }],
		lastSignOn: {
			at,
			remoteIp,
			authenticators: ['pwd', 'mfa'],
			withAuthenticator: { pwd: { at, policy }, mfa: { at, policy } },
		},
	};
}

function baseOf(request: Request): string {
	return `http://${request.headers.host}/v1`;
}
