/** What users have allowed applications to access. */
import type { Express } from 'express';
import { invalid, notFound } from '../apiErrors';
import { collectionPage, ONE_PAGE } from '../collectionPage';
import { jsonBody, mediaTypeOf } from '../requestBody';
import { idIn, refuseMethod, selfLink } from '../resource';
import { ResourceOfUsers } from './resourceOfUsers';
import type { Users } from './users';

export interface Consent {
	id: string;
	userId: string;
	application: { id: string; name: string };
	scope: string[];
	status: 'ACCEPTED' | 'REVOKED';
}

const REVOKE = 'application/vnd.pingidentity.consent.revoke+json';

export class Consents extends ResourceOfUsers<Consent> {
	/** The name of the list in responses. PingOne does not document it. */
	listName = 'oauthConsents';
	/** True if the response to a revocation is 204 instead of 200 with the consent. */
	respondsNoContent = false;

	constructor(private readonly users: Users) {
		super();
		users.whenDeleted((userId) => {
			for (const { id } of this.of(userId)) this.delete(id);
		});
	}

	override addRoutes(app: Express): void {
		const path = '/v1/environments/:environmentId/users/:userId/oauthConsents';
		const toJson = ({ userId, ...consent }: Consent) => ({ ...consent, user: { id: userId } });
		app
			.route(path)
			.get((request, response) => {
				const consents = this.of(this.users.fromPath(request).id);
				response.json(collectionPage(request, this.listName, consents, toJson, ONE_PAGE));
			})
			.all(refuseMethod);

		app
			.route(`${path}/:consentId`)
			.patch((request, response) => {
				const { id: userId } = this.users.fromPath(request);
				const consent = this.get(idIn(request, 'consentId'));
				if (consent?.userId !== userId) throw notFound();
				mediaTypeOf(request, [REVOKE]);
				const { status } = jsonBody(request, ['status']);
				if (status !== 'REVOKED') throw invalid('status', 'status must be REVOKED');
				consent.status = status;
				if (this.respondsNoContent) response.status(204).end();
				else response.json({ ...selfLink(request), ...toJson(consent) });
			})
			.all(refuseMethod);
	}
}
