/** The links between users and accounts at external identity providers. */
import type { Express } from 'express';
import { notFound } from '../apiErrors';
import { collectionPage, ONE_PAGE } from '../collectionPage';
import { idIn, refuseMethod } from '../resource';
import { ResourceOfUsers } from './resourceOfUsers';
import type { Users } from './users';

export interface LinkedAccount {
	id: string;
	userId: string;
	externalId: string;
	identityProvider: { id: string };
}

export class LinkedAccounts extends ResourceOfUsers<LinkedAccount> {
	constructor(private readonly users: Users) {
		super();
		users.whenDeleted((userId) => {
			for (const { id } of this.of(userId)) this.delete(id);
		});
	}

	override addRoutes(app: Express): void {
		const path = '/v1/environments/:environmentId/users/:userId/linkedAccounts';
		app
			.route(path)
			.get((request, response) => {
				const accounts = this.of(this.users.fromPath(request).id);
				const toJson = ({ userId, ...account }: LinkedAccount) => ({
					...account,
					user: { id: userId },
				});
				response.json(collectionPage(request, 'linkedAccounts', accounts, toJson, ONE_PAGE));
			})
			.all(refuseMethod);

		app
			.route(`${path}/:accountId`)
			.delete((request, response) => {
				const { id: userId } = this.users.fromPath(request);
				const account = this.get(idIn(request, 'accountId'));
				if (account?.userId !== userId) throw notFound();
				this.delete(account.id);
				response.status(204).end();
			})
			.all(refuseMethod);
	}
}
