/** Applications, and their client secrets. */
import { randomBytes } from 'node:crypto';
import type { Express, Request } from 'express';
import { invalid, noAccess, notFound } from '../apiErrors';
import { collectionPage, ONE_PAGE } from '../collectionPage';
import type { Environments } from '../environments';
import { JSON_TYPE, jsonBody, mediaTypeOf, requireNoBody, type JsonObject } from '../requestBody';
import { apiUrl, idIn, refuseMethod, Resource, selfLink } from '../resource';

export interface Application {
	id: string;
	environmentId: string;
	/** All other fields, with PingOne's names. */
	fields: JsonObject & { name: string; type: string; protocol: string; enabled: boolean };
	createdAt: string;
	secret?: string;
	previous?: { secret: string; expiresAt: string; lastUsed?: string };
	/** True if a role of the application is read-only for every caller, so that nobody gets its secret. */
	hasReadOnlyRole?: boolean;
}

const READER = 'Environment Admin';
const REQUIRED = ['name', 'type', 'protocol', 'enabled'];
const READ_ONLY = ['_links', 'id', 'environment', 'createdAt', 'updatedAt'];
const MINUTE_MS = 60_000;
const MAX_MS = 720 * 60 * MINUTE_MS;

/** `Applications` in `auth` has their roles. */
export class ApplicationStore extends Resource<Application> {
	constructor(private readonly environments: Environments) {
		super();
	}

	override addRoutes(app: Express): void {
		const base = '/v1/environments/:environmentId/applications';
		app
			.route(base)
			.get((request, response) => {
				const { id } = this.environments.fromPath(request, READER);
				const all = [...this.values()].filter(({ environmentId }) => environmentId === id);
				const toJson = (application: Application) => applicationJson(application, request);
				response.json(collectionPage(request, 'applications', all, toJson, ONE_PAGE));
			})
			.all(refuseMethod);

		app
			.route(`${base}/:applicationId`)
			.get((request, response) => {
				response.json(applicationJson(this.fromPath(request), request));
			})
			.put((request, response) => {
				const application = this.fromPath(request);
				application.fields = fieldsIn(request);
				response.json(applicationJson(application, request));
			})
			.all(refuseMethod);

		app
			.route(`${base}/:applicationId/secret`)
			.get((request, response) => {
				response.json(secretJson(this.withSecret(request), request));
			})
			.post((request, response) => {
				const application = this.withSecret(request);
				mediaTypeOf(request, [JSON_TYPE]);
				const expiresAt = keptUntil(jsonBody(request, ['previous']));
				const { secret = '' } = application;
				application.previous = expiresAt === undefined ? undefined : { secret, expiresAt };
				application.secret = randomBytes(32).toString('base64url');
				response.json(secretJson(application, request));
			})
			.delete((request, response) => {
				const application = this.withSecret(request);
				requireNoBody(request);
				if (application.previous === undefined) throw notFound();
				application.previous = undefined;
				response.status(204).end();
			})
			.all(refuseMethod);
	}

	/** @throws 404 where the environment has no such application. */
	private fromPath(request: Request): Application {
		const { id } = this.environments.fromPath(request, READER);
		const application = this.get(idIn(request, 'applicationId'));
		if (application?.environmentId !== id) throw notFound();
		return application;
	}

	private withSecret(request: Request): Application {
		const application = this.fromPath(request);
		if (application.secret === undefined) throw notFound();
		if (application.hasReadOnlyRole) throw noAccess();
		return application;
	}
}

function fieldsIn(request: Request): Application['fields'] {
	mediaTypeOf(request, [JSON_TYPE]);
	const body = jsonBody(request);
	const wrong =
		REQUIRED.find((name) => body[name] === undefined) ??
		READ_ONLY.find((name) => body[name] !== undefined);
	if (wrong !== undefined) throw invalid(wrong, `${wrong} is missing or read-only`);
	const { name, type, protocol, enabled } = body;
	return {
		...body,
		...{ name: String(name), type: String(type), protocol: String(protocol) },
		enabled: enabled === true,
	};
}

/** Returns the end of the previous secret. @throws 400 where PingOne does not keep it for so long. */
function keptUntil({ previous }: JsonObject): string | undefined {
	if (previous === undefined) return undefined;
	const expiresAt = String(Object(previous).expiresAt);
	const keptMs = Date.parse(expiresAt) - Date.now();
	// A few seconds for the way of the request.
	if (keptMs > MINUTE_MS - 10_000 && keptMs <= MAX_MS) return expiresAt;
	throw invalid('previous.expiresAt', 'The previous secret is kept for 1 minute to 30 days');
}

function applicationJson(application: Application, request: Request) {
	const { id, environmentId, fields, createdAt } = application;
	const environment = `${apiUrl(request)}/environments/${environmentId}`;
	return {
		_links: { self: { href: `${environment}/applications/${id}` } },
		id,
		environment: { id: environmentId },
		...fields,
		createdAt,
		updatedAt: createdAt,
	};
}

function secretJson({ environmentId, secret, previous }: Application, request: Request) {
	return {
		...selfLink(request),
		environment: { id: environmentId },
		secret,
		...(previous && { previous }),
	};
}
