/** Enabled, disabled and locked accounts. */
import type { Request } from 'express';
import { invalid } from '../apiErrors';
import { JSON_TYPE, jsonBody, mediaTypeOf, requireNoBody } from '../requestBody';
import { bodyLength } from '../resource';
import type { AccountLock, User } from './user';

const LOCK = 'application/vnd.pingidentity.account.lock+json';
const UNLOCK = 'application/vnd.pingidentity.account.unlock+json';
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** The user as `PUT users/{u}/enabled` leaves it. */
export function withEnabled(user: User, request: Request): User {
	mediaTypeOf(request, [JSON_TYPE]);
	const { enabled } = jsonBody(request, ['enabled']);
	if (typeof enabled !== 'boolean') throw invalid('enabled', 'enabled must be true or false');
	return { ...user, enabled, updatedAt: new Date() };
}

/**
 * The user as `POST users/{u}` leaves it, which locks or unlocks by the media type.
 *
 * @param locksWithoutEnd whether a request without a body locks the user.
 */
export function withLock(user: User, request: Request, locksWithoutEnd: boolean): User {
	const mediaType = mediaTypeOf(request, [LOCK, UNLOCK]);
	const changed = { ...user, updatedAt: new Date() };
	if (mediaType === LOCK) {
		if (bodyLength(request) > 0) return { ...changed, lock: lockIn(request) };
		return locksWithoutEnd ? { ...changed, lock: { lockedAt: new Date() } } : changed;
	}
	requireNoBody(request);
	return { ...changed, lock: undefined };
}

/** Undefined where PingOne locks nobody: without a time, or with one that is past. */
function lockIn(request: Request): AccountLock | undefined {
	const { unlockAt } = jsonBody(request, ['unlockAt']);
	if (unlockAt === undefined || unlockAt === null) return undefined;
	const time = typeof unlockAt === 'string' && ISO_TIME.test(unlockAt) ? Date.parse(unlockAt) : NaN;
	if (Number.isNaN(time))
		throw invalid('unlockAt', 'unlockAt must be a time such as 2027-06-07T23:59:59Z');
	return time > Date.now() ? { lockedAt: new Date(), unlockAt: new Date(time) } : undefined;
}
