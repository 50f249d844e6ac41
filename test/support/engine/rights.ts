/** Gives seeded users what a leaver may have. */
import { randomUUID } from 'node:crypto';
import { seededId, seededUserId, WORKFORCE_ID } from '../../../simulator/seed/seededIds';
import type { EngineFixture } from './engineFixture';

export const IDENTITY_PROVIDER = seededId('identity provider');

/** Gives a user an administrator role, a consent to an application and a linked account. */
export function addRights({ simulator }: EngineFixture, username: string): void {
	const { roleAssignments, linkedAccounts } = simulator.tenant;
	const userId = seededUserId(username);
	const role = randomUUID();
	const scope = { id: WORKFORCE_ID, type: 'ENVIRONMENT' as const };
	const roleId = seededId('role Help Desk Admin');
	roleAssignments.set(role, { id: role, userId, roleId, scope });
	addConsent({ simulator }, username, 'Travel Portal');
	const account = randomUUID();
	const identityProvider = { id: IDENTITY_PROVIDER };
	const externalId = `${username}@partner.example`;
	linkedAccounts.set(account, { id: account, userId, externalId, identityProvider });
}

/** Adds the consent of a user to an application. */
export function addConsent(
	{ simulator }: Pick<EngineFixture, 'simulator'>,
	username: string,
	name: string,
): void {
	const id = randomUUID();
	const application = { id: seededId(`application ${name}`), name };
	const userId = seededUserId(username);
	const consent = { id, userId, application, scope: ['openid', 'email'] };
	simulator.tenant.consents.set(id, { ...consent, status: 'ACCEPTED' });
}
