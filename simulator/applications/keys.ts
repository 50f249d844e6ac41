/** Keys and certificates, and the applications that use them. */
import type { Express, Request } from 'express';
import { notFound } from '../apiErrors';
import { collectionPage, ONE_PAGE } from '../collectionPage';
import type { Environments } from '../environments';
import { idIn, refuseMethod, Resource } from '../resource';

export interface Key {
	id: string;
	environmentId: string;
	kind: 'keys' | 'certificates';
	name: string;
	expiresAt: string;
	applications: Array<{ id: string; name: string }>;
}

const READER = 'Environment Admin';

export class Keys extends Resource<Key> {
	constructor(private readonly environments: Environments) {
		super();
	}

	override addRoutes(app: Express): void {
		for (const kind of ['keys', 'certificates'] as const) {
			app
				.route(`/v1/environments/:environmentId/${kind}`)
				.get((request, response) => {
					response.json(collectionPage(request, kind, this.of(kind, request), keyJson, ONE_PAGE));
				})
				.all(refuseMethod);
			app
				.route(`/v1/environments/:environmentId/${kind}/:keyId/applications`)
				.get((request, response) => {
					const id = idIn(request, 'keyId');
					const key = this.of(kind, request).find((one) => one.id === id);
					if (key === undefined) throw notFound();
					const { applications } = key;
					response.json(
						collectionPage(request, 'applications', applications, (one) => one, ONE_PAGE),
					);
				})
				.all(refuseMethod);
		}
	}

	private of(kind: Key['kind'], request: Request): Key[] {
		const { id } = this.environments.fromPath(request, READER);
		return [...this.values()].filter((key) => key.environmentId === id && key.kind === kind);
	}
}

function keyJson({ id, name, expiresAt }: Key) {
	const isExpired = Date.parse(expiresAt) <= Date.now();
	return { id, name, usageType: 'SIGNING', status: isExpired ? 'EXPIRED' : 'VALID', expiresAt };
}
