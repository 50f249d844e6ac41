/** What PingOne writes down when somebody signs on, or tries to. */
import type { Activities } from './activities';
import type { NewActivity } from './activity';
import { statusOf } from './password';
import type { Passwords } from './passwords';
import { seededId } from './seededIds';
import type { SignOnAttempt, SignOnResult } from './signOn';
import type { Users } from './users';

interface SignOnRecords {
	activities: Activities;
	users: Users;
	passwords: Passwords;
}

/** The application that users sign on to. */
export const PORTAL = { id: seededId('application Acme Portal'), name: 'Acme Portal' };
const SOURCE = { ipAddress: '203.0.113.77', userAgent: 'Mozilla/5.0 (Windows) Firefox/143.0' };

/** Nothing is written down about a username that is nobody's. */
export function recordSignOn(
	{ activities, users, passwords }: SignOnRecords,
	{ environmentId, username }: SignOnAttempt,
	result: SignOnResult,
): void {
	const user = users.withUsername(environmentId, username);
	if (user === undefined) return;
	const acted = { actor: user, client: { ...PORTAL, environmentId }, source: SOURCE };
	const record = (type: string, more: Partial<NewActivity> = {}) =>
		activities.record({ environmentId, type, user, ...more });

	if ('session' in result) {
		record('PASSWORD.CHECK_SUCCEEDED');
		record('USER.ACCESS_ALLOWED', acted);
		const { id } = result.session;
		record('SESSION.CREATED', { ...acted, thing: { type: 'SESSION', id, path: `sessions/${id}` } });
	} else if (result.refused === 'MUST_CHANGE_PASSWORD') {
		record('PASSWORD.CHECK_SUCCEEDED');
	} else if (result.refused === 'WRONG_PASSWORD') {
		// It has neither actors nor a failed result: so do PingOne's.
		record('PASSWORD.CHECK_FAILED');
		if (statusOf(passwords.get(user.id)) === 'LOCKED') record('USER.LOCKED', { source: SOURCE });
	} else {
		record('USER.ACCESS_DENIED', { ...acted, hasFailed: true });
	}
}
