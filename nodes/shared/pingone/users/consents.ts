import type { IDataObject } from 'n8n-workflow';
import { IDENTITY_DATA_ADMIN } from '../auth/roles';
import { readAll } from '../collection';
import { checkedId } from '../ids';
import { objectIn, textOf } from '../json';
import { removeAllOf } from '../removeEach';
import { isSameText } from '../sameValue';
import { sanitize } from '../text';
import { userLabel, userPath, userSubject, type UserTarget } from './findUser';

/** A consent of a user that applications use scopes. */
export interface Consent {
	/** UUID. */
	id: string;
	applicationId: string | null;
	applicationName: string | null;
	scopes: string[];
}

/** "Revoke User OAuth Scope Consent" in PingOne's API reference. */
const CONSENT_REVOKE = 'application/vnd.pingidentity.consent.revoke+json';
/** PingOne's reference does not show the name of the list. */
const LIST_NAMES = ['oauthConsents', 'oAuthConsents', 'consents'] as const;
const REVOKED = 'REVOKED';

/** Reads the OAuth consents of a user that are not revoked. */
export async function consentsOf({ environment, user }: UserTarget): Promise<Consent[]> {
	const listed = await readAll(environment, {
		path: `${userPath(user.id)}/oauthConsents`,
		name: LIST_NAMES,
		subject: userSubject(environment, user, 'the consents of user'),
	});
	return listed.filter(({ status }) => status !== REVOKED).map(consentOf);
}

function consentOf(listed: IDataObject): Consent {
	const application = objectIn(listed, 'application');
	return {
		id: String(listed.id),
		applicationId: textOf(application.id),
		applicationName: textOf(application.name),
		scopes: Array.isArray(listed.scope) ? listed.scope.map(String) : [],
	};
}

/** True if a consent is for an application. @param application its ID or name. */
export function isFor({ applicationId, applicationName }: Consent, application: string): boolean {
	return isSameText(applicationId, application) || isSameText(applicationName, application);
}

/**
 * Revokes consents of a user. PingOne does not document the response, so the consents are listed
 * again afterwards.
 *
 * @returns those that this call has revoked.
 * @throws {PingOneError} after all have been tried, if some could not be revoked.
 */
export async function revokeConsents(target: UserTarget, consents: Consent[]): Promise<Consent[]> {
	const { environment, user } = target;
	const list = {
		environment,
		list: async (after: UserTarget['environment']) =>
			await consentsOf({ ...target, environment: after }),
		send: async ({ id }: Consent) => {
			const path = `${userPath(user.id)}/oauthConsents/${checkedId("PingOne's consent ID", id)}`;
			return await environment.send('PATCH', path, {
				mediaType: CONSENT_REVOKE,
				body: { status: REVOKED },
				isRepeatable: true,
				ifUnknown:
					'It is not known whether PingOne revoked the consent. Run the workflow again for this item: revoking a consent twice does no harm.',
			});
		},
		subjectOf: (consent: Consent) => ({
			name: `user ${userLabel(user)} and the consent to ${nameOf(consent)} in environment ${environment.id}`,
			role: IDENTITY_DATA_ADMIN,
		}),
	};
	return await removeAllOf(list, consents, {
		failed: `Could not revoke for user ${userLabel(user)}`,
		entries: 'consents',
		removed: 'Revoked',
		nameOf,
	});
}

function nameOf({ id, applicationName }: Consent): string {
	return sanitize(applicationName ?? id);
}
