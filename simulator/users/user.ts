/** A user, and how PingOne shows it. */
import type { Request } from 'express';
import type { JsonObject } from '../requestBody';
import { apiUrl } from '../resource';

export interface User {
	id: string;
	environmentId: string;
	populationId: string;
	/** Unique in its environment. To change it, `set` the user anew. */
	username: string;
	email: string;
	/** The other attributes that PATCH changes: `name`, `address`, `title` …, custom attributes. */
	attributes: JsonObject;
	enabled: boolean;
	lock?: AccountLock;
	identityProvider: IdentityProvider;
	lastSignOn?: { at: Date; remoteIp: string };
	createdAt: Date;
	updatedAt: Date;
}

export interface AccountLock {
	lockedAt: Date;
	/** The end of the lock; absent if somebody has to unlock the account. */
	unlockAt?: Date;
}

/** The identity provider that checks a user's password. */
interface IdentityProvider {
	type: 'PING_ONE' | 'SAML' | 'OPENID_CONNECT';
	/** Absent for PingOne. */
	id?: string;
}

/** The lock that keeps the user out at this moment. */
export function activeLock({ lock }: User): AccountLock | undefined {
	if (lock?.unlockAt !== undefined && lock.unlockAt.getTime() <= Date.now()) return undefined;
	return lock;
}

/** True if another identity provider has the user's password. */
export function isExternal({ identityProvider }: User): boolean {
	return identityProvider.type !== 'PING_ONE';
}

export function userJson(user: User, request: Request) {
	const { id, environmentId, populationId, username, email, enabled, lastSignOn } = user;
	const environment = `${apiUrl(request)}/environments/${environmentId}`;
	return {
		_links: {
			self: { href: `${environment}/users/${id}` },
			environment: { href: environment },
			population: { href: `${environment}/populations/${populationId}` },
		},
		id,
		environment: { id: environmentId },
		population: { id: populationId },
		username,
		email,
		...user.attributes,
		enabled,
		account: accountJson(user),
		identityProvider: user.identityProvider,
		lifecycle: { status: 'ACCOUNT_OK' },
		...(lastSignOn && { lastSignOn: { ...lastSignOn, at: lastSignOn.at.toISOString() } }),
		createdAt: user.createdAt.toISOString(),
		updatedAt: user.updatedAt.toISOString(),
	};
}

function accountJson(user: User) {
	const lock = activeLock(user);
	if (lock === undefined) return { canAuthenticate: user.enabled, status: 'OK' };
	const { lockedAt, unlockAt } = lock;
	return {
		canAuthenticate: false,
		status: 'LOCKED',
		lockedAt: lockedAt.toISOString(),
		...(unlockAt && {
			unlockAt: unlockAt.toISOString(),
			secondsUntilUnlock: Math.ceil((unlockAt.getTime() - Date.now()) / 1000),
		}),
	};
}
