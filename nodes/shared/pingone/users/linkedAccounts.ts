import type { IDataObject } from 'n8n-workflow';
import { IDENTITY_DATA_ADMIN } from '../auth/roles';
import { readAll } from '../collection';
import type { Environment } from '../environment';
import { checkedId } from '../ids';
import { objectIn, textOf } from '../json';
import { removeAllOf } from '../removeEach';
import { sanitize } from '../text';
import { userLabel, userPath, userSubject, type UserTarget } from './findUser';

/** A user's account at an external identity provider, with which the user can sign on. */
export interface LinkedAccount {
	/** UUID. */
	id: string;
	externalId: string | null;
	identityProviderId: string | null;
}

/** Reads the linked accounts of a user ("Read Linked Accounts"). */
export async function linkedAccountsOf(target: UserTarget): Promise<LinkedAccount[]> {
	const { environment, user } = target;
	const listed = await readAll(environment, {
		path: pathOf(target),
		name: 'linkedAccounts',
		subject: userSubject(environment, user, 'the linked accounts of user'),
	});
	return listed.map((account: IDataObject) => ({
		id: String(account.id),
		externalId: textOf(account.externalId),
		identityProviderId: textOf(objectIn(account, 'identityProvider').id),
	}));
}

/**
 * Deletes links to external identity providers ("Delete Linked Account"). PingOne makes a new link
 * when a user who is not disabled signs on with the provider again.
 *
 * @returns those that this call has deleted.
 * @throws {PingOneError} after all have been tried, if some could not be deleted.
 */
export async function unlink(
	target: UserTarget,
	accounts: LinkedAccount[],
): Promise<LinkedAccount[]> {
	const { environment, user } = target;
	const list = {
		environment,
		list: async (after: Environment) => await linkedAccountsOf({ ...target, environment: after }),
		send: async ({ id }: LinkedAccount) => {
			const path = `${pathOf(target)}/${checkedId("PingOne's linked account ID", id)}`;
			return await environment.send('DELETE', path, {
				isRepeatable: true,
				ifUnknown:
					'It is not known whether PingOne deleted the link. Run the workflow again for this item: deleting a link twice does no harm.',
			});
		},
		subjectOf: (account: LinkedAccount) => ({
			name: `user ${userLabel(user)} and the linked account ${nameOf(account)} in environment ${environment.id}`,
			role: IDENTITY_DATA_ADMIN,
		}),
	};
	return await removeAllOf(list, accounts, {
		failed: `Could not unlink from user ${userLabel(user)}`,
		entries: 'accounts',
		removed: 'Unlinked',
		nameOf,
	});
}

function nameOf({ id, externalId }: LinkedAccount): string {
	return sanitize(externalId ?? id);
}

function pathOf({ user }: UserTarget): string {
	return `${userPath(user.id)}/linkedAccounts`;
}
