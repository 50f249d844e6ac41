/** Reads the body of a request for a new device. */
import type { Request } from 'express';
import { invalid } from '../apiErrors';
import { jsonBody } from '../requestBody';
import type { Device } from './device';

const EMAIL = /^[^\s@]+@[^\s@]+$/;
/** The formats on PingOne's page, such as +1.5125551234 and +1 (512) 555-1234. */
const PHONE = /^\+[1-9][\d\s().-]{6,20}$/;
const ATTRIBUTES = ['type', 'email', 'phone', 'status', 'nickname', 'policy', 'notification'];

/**
 * Returns the attributes of a new device. Without a status, an administrator's request makes it
 * active.
 *
 * @throws 400 for an attribute that is missing, unknown or not valid. A MOBILE device needs a
 * pairing key; TOTP and FIDO2 are not simulated.
 */
export function newDevice(
	request: Request,
): Pick<Device, 'type' | 'status' | 'email' | 'phone' | 'nickname'> {
	const body = jsonBody(request, ATTRIBUTES);
	const { type, status = 'ACTIVE', nickname } = body;
	if (type !== 'EMAIL' && type !== 'SMS' && type !== 'VOICE' && type !== 'WHATSAPP') {
		throw invalid('type', 'The type is not allowed');
	}
	if (status !== 'ACTIVE' && status !== 'ACTIVATION_REQUIRED') {
		throw invalid('status', 'status must be ACTIVE or ACTIVATION_REQUIRED');
	}
	const [name, pattern, other]: ['email' | 'phone', RegExp, string] =
		type === 'EMAIL' ? ['email', EMAIL, 'phone'] : ['phone', PHONE, 'email'];
	const address = body[name];
	if (typeof address !== 'string' || !pattern.test(address)) {
		throw invalid(name, `${name} must be valid`);
	}
	if (body[other] !== undefined) throw invalid(other, `A device of type ${type} has no ${other}`);
	if (nickname !== undefined && typeof nickname !== 'string') {
		throw invalid('nickname', 'nickname must be a text');
	}
	return { type, status, [name]: address, ...(nickname !== undefined && { nickname }) };
}
