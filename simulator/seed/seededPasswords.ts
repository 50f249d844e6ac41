/** The passwords that users have at the start. They differ from run to run, so none stands in a source. */
import { createHmac, randomBytes } from 'node:crypto';
import type { Tenant } from '../tenant';
import type { User } from '../users/user';

/** The secret that a tenant's passwords are derived from. */
const secrets = new WeakMap<Tenant, Buffer>();

/** The password of a user who was there at the start, as long as nobody changes it. */
export function seededPassword(tenant: Tenant, username: string): string {
	const secret = secrets.get(tenant) ?? randomBytes(32);
	secrets.set(tenant, secret);
	return createHmac('sha256', secret).update(username).digest('base64url').slice(0, 20);
}

/** Gives a user that password. */
export function seedPassword(tenant: Tenant, { id, username }: User): void {
	tenant.passwords.assign(id, seededPassword(tenant, username));
}
