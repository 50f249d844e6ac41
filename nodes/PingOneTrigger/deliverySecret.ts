/**
 * The secret that authenticates deliveries: PingOne sends it in a header, and n8n stores only its
 * hash.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const BYTES = 32;
const HASH = 'sha256';

/** Returns a new random secret. */
export function newSecret(): string {
	return randomBytes(BYTES).toString('base64url');
}

/** Returns the value of the header `Authorization`. */
export function authorizationWith(secret: string): string {
	return `Bearer ${secret}`;
}

/** Returns the hash of an `Authorization` header, which may be stored in plain text. */
export function hashOf(authorization: string): string {
	return createHash(HASH).update(authorization).digest('hex');
}

/** True if a header has this hash. The comparison takes constant time. */
export function hasHash(authorization: unknown, hash: unknown): boolean {
	if (typeof authorization !== 'string' || typeof hash !== 'string') return false;
	const [given, stored] = [Buffer.from(hashOf(authorization)), Buffer.from(hash)];
	return given.length === stored.length && timingSafeEqual(given, stored);
}
