/** What proves that a delivery comes from PingOne: a header that PingOne was told, of which n8n keeps the hash. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const BYTES = 32;
const HASH = 'sha256';

/** A secret that nobody can guess. */
export function newSecret(): string {
	return randomBytes(BYTES).toString('base64url');
}

/** The value of the header `Authorization` with a secret. */
export function authorizationWith(secret: string): string {
	return `Bearer ${secret}`;
}

/** What may be stored in plain text. */
export function hashOf(authorization: string): string {
	return createHash(HASH).update(authorization).digest('hex');
}

/** Whether a header is the one with this hash. It takes as long for any other. */
export function hasHash(authorization: unknown, hash: unknown): boolean {
	if (typeof authorization !== 'string' || typeof hash !== 'string') return false;
	const [given, stored] = [Buffer.from(hashOf(authorization)), Buffer.from(hash)];
	return given.length === stored.length && timingSafeEqual(given, stored);
}
