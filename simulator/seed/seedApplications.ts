/** The initial applications of the company, with their secrets, roles and keys. */
import { randomBytes } from 'node:crypto';
import { ADMINISTRATORS_ID, seededId, WORKFORCE_ID } from './seededIds';
import type { Tenant } from '../tenant';

/** Name, type and protocol. The workers have a secret and the role Identity Data Admin. */
const APPLICATIONS = [
	['Payroll Sync', 'WORKER', 'OPENID_CONNECT'],
	['Badge Printer', 'WORKER', 'OPENID_CONNECT'],
	['Travel Portal', 'WEB_APP', 'SAML'],
	['PingOne Self-Service', 'PING_ONE_SELF_SERVICE', 'OPENID_CONNECT'],
] as const;

const DAY_MS = 86_400_000;
/** Kind, name, and the days until it ends. */
const KEYS = [
	['keys', 'Signing 2025', 5],
	['keys', 'Signing 2027', 400],
	['certificates', 'Travel Portal', 20],
] as const;

export function seededApplicationId(name: string): string {
	return seededId(`application ${name}`);
}

const newSecret = () => randomBytes(32).toString('base64url');

export function seedApplications(tenant: Tenant): void {
	const createdAt = '2025-03-01T09:00:00.000Z';
	for (const [name, type, protocol] of APPLICATIONS) {
		const id = seededApplicationId(name);
		const own =
			protocol === 'SAML'
				? {
						spEntityId: 'https://travel.acme.example',
						acsUrls: ['https://travel.acme.example/acs'],
					}
				: { grantTypes: ['CLIENT_CREDENTIALS'], tokenEndpointAuthMethod: 'CLIENT_SECRET_BASIC' };
		const fields = { name, description: `${name} of Acme`, type, protocol, enabled: true, ...own };
		tenant.applicationStore.set(id, {
			id,
			environmentId: WORKFORCE_ID,
			fields,
			createdAt,
			...(protocol === 'OPENID_CONNECT' && { secret: newSecret() }),
		});
		const role = { role: 'Identity Data Admin', environmentId: WORKFORCE_ID } as const;
		tenant.applications.roles.set(id, type === 'WORKER' ? [role] : []);
	}
	const n8n = tenant.workers.get(seededId('worker n8n'))!;
	tenant.applicationStore.set(n8n.clientId, {
		id: n8n.clientId,
		environmentId: ADMINISTRATORS_ID,
		fields: { name: 'n8n', type: 'WORKER', protocol: 'OPENID_CONNECT', enabled: true },
		createdAt,
		hasReadOnlyRole: true,
		secret: n8n.clientSecret,
	});
	for (const [kind, name, days] of KEYS) {
		const id = seededId(`${kind} ${name}`);
		const expiresAt = new Date(Date.now() + days * DAY_MS + 60_000).toISOString();
		const applications = [{ id: seededApplicationId('Travel Portal'), name: 'Travel Portal' }];
		tenant.keys.set(id, { id, environmentId: WORKFORCE_ID, kind, name, expiresAt, applications });
	}
}
