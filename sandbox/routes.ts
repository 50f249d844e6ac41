import type { Express, Request } from 'express';
import { invalid, noAccess, noToken, notFound, wrongMediaType, wrongMethod } from './refused';
import type { Environment, Grant, Session, Tenant } from './tenant';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const SESSION_LOGOUT = 'application/vnd.pingidentity.sso.session.logout';
const MAX_PAGE_SIZE = 5000;
const DEFAULT_PAGE_SIZE = 1000;
const NAME_FILTER = /^name (sw|eq) "((?:[^"\\]|\\.)*)"$/;

/** What PingOne's management API can do, as far as the stand-in plays it. */
export function addRoutes(app: Express, tenant: Tenant): void {
	app
		.route('/v1/environments')
		.get((request, response) => {
			const grants = grantsOf(tenant, request);
			const visible = [...tenant.environments.values()]
				.filter(({ id }) => grants.some(({ environmentId }) => environmentId === id))
				.filter(matching(request.query.filter));
			response.json(environmentPage(visible, request));
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
			tenant.sessions.delete(sessionOf(tenant, request).id);
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

function idIn({ params }: Request, name: string): string {
	const id = String(params[name]);
	if (!UUID.test(id)) throw invalid(name, `${name} must be a valid UUID`);
	return id.toLowerCase();
}

function matching(filter: unknown): (environment: Environment) => boolean {
	if (filter === undefined) return () => true;
	const [, operator, quoted] = NAME_FILTER.exec(String(filter)) ?? [];
	if (quoted === undefined)
		throw invalid('filter', 'The filter is not supported', 'INVALID_FILTER');
	const sought = quoted.replace(/\\(.)/g, '$1').toLowerCase();
	return ({ name }) =>
		operator === 'eq' ? name.toLowerCase() === sought : name.toLowerCase().startsWith(sought);
}

function environmentPage(environments: Environment[], request: Request) {
	const size = Number(request.query.limit ?? DEFAULT_PAGE_SIZE);
	if (!Number.isInteger(size) || size < 1 || size > MAX_PAGE_SIZE) {
		throw invalid('limit', `limit must be a whole number from 1 to ${MAX_PAGE_SIZE}`);
	}
	const start = Number(request.query.cursor ?? 0);
	const page = environments.slice(start, start + size);
	return {
		_links: {
			self: { href: `${baseOf(request)}${request.originalUrl.replace(/^\/v1/, '')}` },
			...(start + size < environments.length && {
				next: { href: nextHref(request, start + size) },
			}),
		},
		_embedded: { environments: page.map((each) => environmentBody(each, request)) },
		count: environments.length,
		size: page.length,
	};
}

function nextHref(request: Request, cursor: number): string {
	const url = new URL(`${baseOf(request)}${request.originalUrl.replace(/^\/v1/, '')}`);
	url.searchParams.set('cursor', String(cursor));
	return url.href;
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
	const environment = `${baseOf(request)}/environments/${environmentId}`;
	const activeAt = session.activeAt.toISOString();
	return {
		_links: {
			self: { href: `${environment}/sessions/${id}` },
			environment: { href: environment },
			user: { href: `${environment}/users/${userId}` },
		},
		id,
		environment: { id: environmentId },
		user: { id: userId },
		createdAt: session.createdAt.toISOString(),
		activeAt,
		idleTimeoutInMinutes,
		browser: { name: session.browser },
		operatingSystem: { name: session.operatingSystem },
		locations: [{ at: activeAt, remoteIp, city, country }],
		lastSignOn: { at: session.createdAt.toISOString(), remoteIp, authenticators: ['pwd'] },
	};
}

function baseOf(request: Request): string {
	return `http://${request.headers.host}/v1`;
}
