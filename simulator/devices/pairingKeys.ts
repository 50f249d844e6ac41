import { randomBytes, randomUUID } from 'node:crypto';
import type { Express, Request } from 'express';
import { invalid, notFound, requestFailed } from '../apiErrors';
import { jsonBody, JSON_TYPE, mediaTypeOf } from '../requestBody';
import { apiUrl, idIn, refuseMethod, Resource } from '../resource';
import type { Users } from '../users/users';

/** A key with which a user pairs PingOne's mobile app. */
interface PairingKey {
	id: string;
	environmentId: string;
	userId: string;
	code: string;
	createdAt: Date;
}

const LIFETIME_MS = 600_000;
const MAX_VALID = 20;

export class PairingKeys extends Resource<PairingKey> {
	/** True if a key has `expiresAt`, which PingOne's data model does not name. */
	showsEnd = true;

	constructor(private readonly users: Users) {
		super();
	}

	override addRoutes(app: Express): void {
		const path = '/v1/environments/:environmentId/users/:userId/pairingKeys';
		app
			.route(path)
			.post((request, response) => {
				response.status(201).json(this.toJson(this.create(request), request));
			})
			.all(refuseMethod);
		app
			.route(`${path}/:pairingKeyId`)
			.get((request, response) => {
				response.json(this.toJson(this.fromPath(request), request));
			})
			.delete((request, response) => {
				this.delete(this.fromPath(request).id);
				response.status(204).end();
			})
			.all(refuseMethod);
	}

	private create(request: Request): PairingKey {
		const { id: userId, environmentId } = this.users.fromPath(request);
		mediaTypeOf(request, [JSON_TYPE]);
		const { applications = [] } = jsonBody(request, ['applications', 'policy']);
		if (!Array.isArray(applications)) throw invalid('applications', 'applications must be a list');
		const valid = [...this.values()].filter(
			(key) => key.userId === userId && endOf(key).getTime() > Date.now(),
		);
		if (valid.length >= MAX_VALID) {
			throw requestFailed('LIMIT_EXCEEDED', 'The user has the most valid pairing keys');
		}
		const code = randomBytes(7).toString('hex').toUpperCase();
		const key = { id: randomUUID(), environmentId, userId, code, createdAt: new Date() };
		this.set(key.id, key);
		return key;
	}

	/** The key in the request's path. @throws 404 where the user has no such key. */
	private fromPath(request: Request): PairingKey {
		const user = this.users.fromPath(request);
		const key = this.get(idIn(request, 'pairingKeyId'));
		if (key?.userId !== user.id) throw notFound();
		return key;
	}

	private toJson(key: PairingKey, request: Request) {
		const { id, environmentId, userId, code, createdAt } = key;
		const environment = `${apiUrl(request)}/environments/${environmentId}`;
		return {
			_links: {
				self: { href: `${environment}/users/${userId}/pairingKeys/${id}` },
				environment: { href: environment },
				user: { href: `${environment}/users/${userId}` },
			},
			id,
			environment: { id: environmentId },
			user: { id: userId },
			code,
			status: 'UNCLAIMED',
			applications: [],
			createdAt: createdAt.toISOString(),
			...(this.showsEnd && { expiresAt: endOf(key).toISOString() }),
		};
	}
}

function endOf({ createdAt }: PairingKey): Date {
	return new Date(createdAt.getTime() + LIFETIME_MS);
}
