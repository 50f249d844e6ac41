/** Records the events of a sign-on, or of an attempt. */
import { randomUUID } from 'node:crypto';
import type { Activities } from './activities';
import type { NewActivity } from './activity';
import type { Devices } from '../devices/devices';
import { statusOf } from '../users/password';
import type { Passwords } from '../users/passwords';
import { seededId } from '../seed/seededIds';
import type { SignOnAttempt, SignOnResult } from '../sessions/signOn';
import type { User } from '../users/user';
import type { Users } from '../users/users';

interface SignOnRecords {
	activities: Activities;
	devices: Devices;
	users: Users;
	passwords: Passwords;
}

/** The application that users sign on to. */
export const PORTAL = { id: seededId('application Acme Portal'), name: 'Acme Portal' };
const SOURCE = { ipAddress: '203.0.113.77', userAgent: 'Mozilla/5.0 (Windows) Firefox/143.0' };

/** Records nothing about a username that no user has. */
export function recordSignOn(
	tenant: SignOnRecords,
	{ environmentId, username }: SignOnAttempt,
	result: SignOnResult,
): void {
	const { activities, users, passwords } = tenant;
	const user = users.withUsername(environmentId, username);
	if (user === undefined) return;
	const acted = { ...actedBy(user), source: SOURCE };
	const record = (type: string, more: Partial<NewActivity> = {}) =>
		activities.record({ environmentId, type, user, ...more });

	if ('session' in result) {
		record('PASSWORD.CHECK_SUCCEEDED');
		recordOtpCheck(tenant, user, 'SUCCESS');
		record('USER.ACCESS_ALLOWED', acted);
		const { id } = result.session;
		const session = { type: 'SESSION', id, name: `User Session ${id}` };
		record('SESSION.CREATED', { ...acted, things: [session] });
	} else if (result.refused === 'MUST_CHANGE_PASSWORD') {
		record('PASSWORD.CHECK_SUCCEEDED');
	} else if (result.refused === 'WRONG_PASSWORD') {
		record('PASSWORD.CHECK_FAILED');
		if (statusOf(passwords.get(user.id)) === 'LOCKED') record('USER.LOCKED', { source: SOURCE });
	} else {
		record('USER.ACCESS_DENIED', { ...acted, hasFailed: true });
	}
}

/** Records that a user enters a one-time passcode, and the step of the sign-on. Nothing for a user without such a device. */
export function recordOtpCheck(
	{ activities, devices }: Pick<SignOnRecords, 'activities' | 'devices'>,
	user: User,
	outcome: 'SUCCESS' | 'FAILED' | 'INVALID',
): void {
	const device = devices.ofUser(user.id).find(({ type }) => type === 'TOTP');
	if (device === undefined) return;
	const flow = { type: 'FLOW', id: randomUUID() };
	const { environmentId } = user;
	const common = { environmentId, user, ...actedBy(user), source: SOURCE };
	const things = [flow, { type: 'DEVICE', id: device.id, name: device.type }];
	activities.record({ ...common, type: `OTP.CHECK_${outcome}`, things });
	activities.record({ ...common, type: 'FLOW.UPDATED', things: [flow] });
}

function actedBy(user: User) {
	return { actor: user, client: { ...PORTAL, environmentId: user.environmentId } };
}
