/** A user's password: kept as hashes only, with the rules for a new one. */
import { createHash } from 'node:crypto';
import { invalid } from '../apiErrors';

export interface Password {
	/** Absent where it was removed. */
	hash?: string;
	/** The hashes before it, newest first. */
	earlier: readonly string[];
	changedAt: Date;
	mustChange: boolean;
	/** Wrong passwords since the last right one. */
	failures: number;
}

export type PasswordStatus = 'OK' | 'MUST_CHANGE_PASSWORD' | 'NO_PASSWORD' | 'LOCKED';

const MIN_LENGTH = 8;
/** The current password and the ones before it that may not be used again. */
const HISTORY = 3;
const MAX_FAILURES = 5;

/** The password that takes the place of another one, or is the first. */
export function newPassword(
	userId: string,
	value: string,
	mustChange: boolean,
	before?: Password,
): Password {
	const hash = hashOf(userId, value);
	return { hash, earlier: hashesOf(before), changedAt: new Date(), mustChange, failures: 0 };
}

/** Returns a removed password, of which only the history remains. */
export function removedPassword(before?: Password): Password {
	return { earlier: hashesOf(before), changedAt: new Date(), mustChange: false, failures: 0 };
}

export function statusOf(password?: Password): PasswordStatus {
	if (password?.hash === undefined) return 'NO_PASSWORD';
	if (password.failures >= MAX_FAILURES) return 'LOCKED';
	return password.mustChange ? 'MUST_CHANGE_PASSWORD' : 'OK';
}

export function isRight(userId: string, value: string, { hash }: Password): boolean {
	return hash === hashOf(userId, value);
}

/**
 * The new password in a request, checked by the policy.
 *
 * @throws 400 that says why it is not allowed, and never what it is.
 */
export function allowedValue(
	target: string,
	value: unknown,
	userId: string,
	before?: Password,
): string {
	if (value === undefined) throw invalid(target, `${target} is required`, 'REQUIRED_VALUE');
	if (typeof value !== 'string') throw invalid(target, `${target} must be a text`);
	if (value.length < MIN_LENGTH) {
		throw invalid(target, `The password must have at least ${MIN_LENGTH} characters`);
	}
	if (hashesOf(before).includes(hashOf(userId, value))) {
		throw invalid(target, `The password must not be one of the last ${HISTORY} passwords`);
	}
	return value;
}

function hashesOf({ hash, earlier }: Password = NONE): string[] {
	return [...(hash === undefined ? [] : [hash]), ...earlier].slice(0, HISTORY);
}

const NONE: Password = { earlier: [], changedAt: new Date(0), mustChange: false, failures: 0 };

function hashOf(userId: string, value: string): string {
	return createHash('sha256').update(`${userId} ${value}`).digest('base64url');
}
