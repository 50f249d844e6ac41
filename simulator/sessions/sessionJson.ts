import type { Request } from 'express';
import { apiUrl } from '../resource';
import { seededId } from '../seed/seededIds';
import type { Session } from './session';

/** A session as PingOne shows it. */
export function sessionJson(session: Session, request: Request) {
	const { id, environmentId, userId, idleTimeoutInMinutes, remoteIp, city, country } = session;
	const { browser, browserVersion, operatingSystem, operatingSystemVersion } = session;
	const environment = `${apiUrl(request)}/environments/${environmentId}`;
	const activeAt = session.activeAt.toISOString();
	const at = session.createdAt.toISOString();
	const policy = { id: seededId(`policy of ${environmentId}`), type: 'PINGONE' };
	return {
		_links: {
			self: { href: `${environment}/sessions/${id}` },
			environment: { href: environment },
			user: { href: `${environment}/users/${userId}` },
		},
		id,
		environment: { id: environmentId },
		user: { id: userId },
		createdAt: at,
		activeAt,
		idleTimeoutInMinutes,
		userAgent: `Mozilla/5.0 (${operatingSystem}) ${browser}/${browserVersion}`,
		browser: { name: browser, version: browserVersion },
		operatingSystem: { name: operatingSystem, version: operatingSystemVersion },
		device: { type: /iOS|Android/.test(operatingSystem) ? 'Mobile' : 'Desktop' },
		locations: [{ at: activeAt, remoteIp, city, country }],
		lastSignOn: {
			at,
			remoteIp,
			authenticators: ['pwd', 'mfa'],
			withAuthenticator: { pwd: { at, policy }, mfa: { at, policy } },
		},
	};
}
