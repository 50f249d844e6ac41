/** The attributes that a request may give a user, and what PingOne refuses among them. */
import { invalid } from '../apiErrors';
import { isJsonObject, type JsonObject } from '../requestBody';
import { isUuid } from '../resource';

/** The part of a user that a request may write. */
export interface WritableUser {
	username: string;
	email: string;
	populationId: string;
	attributes: JsonObject;
}

/** Text attributes, with the number of characters that each may have. */
const MAX_LENGTHS: Record<string, number> = {
	username: 128,
	email: 256,
	nickname: 256,
	title: 256,
	primaryPhone: 32,
	mobilePhone: 32,
	locale: 256,
	preferredLanguage: 256,
	timezone: 256,
	externalId: 1024,
	type: 256,
};
const PART_MAX_LENGTH = 256;

/** Attributes that are objects, with the texts in them. */
export const PARTS: Record<string, readonly string[]> = {
	name: ['given', 'family', 'formatted', 'middle', 'honorificPrefix', 'honorificSuffix'],
	address: ['streetAddress', 'locality', 'region', 'postalCode', 'countryCode'],
};

/** Texts that stand in a user itself, and have no rule of their own. */
export const TEXTS = Object.keys(MAX_LENGTHS).filter(
	(name) => name !== 'username' && name !== 'email',
);

/** Written by PingOne, or by a request of their own. */
const READ_ONLY = new Set([
	'_embedded',
	'_links',
	'account',
	'createdAt',
	'emailVerified',
	'enabled',
	'environment',
	'id',
	'identityProvider',
	'lastSignOn',
	'lifecycle',
	'memberOfGroupIDs',
	'memberOfGroupNames',
	'mfaEnabled',
	'password',
	'updatedAt',
	'verifyStatus',
]);
const REQUIRED = ['username', 'email', 'population'];
const CUSTOM_NAME = /^[A-Za-z][\w-]*$/;
const EMAIL = /^[^\s@]+@[^\s@]+$/;
const PHONE = /\d/;

/** @throws 400 where an attribute is missing that a user must have, or one is not allowed. */
export function newUserFrom(body: JsonObject): WritableUser {
	for (const name of REQUIRED) {
		if (body[name] === undefined) throw invalid(name, `${name} is required`, 'REQUIRED_VALUE');
	}
	return changedBy({ username: '', email: '', populationId: '', attributes: {} }, body);
}

/**
 * A user after a change: null clears an attribute, and what is left out stays.
 *
 * @throws 400 where an attribute is not allowed, or may not be cleared.
 */
export function changedBy(user: WritableUser, body: JsonObject): WritableUser {
	const { username = user.username, email = user.email, population, ...others } = body;
	const { username: _username, email: _email, populationId, attributes } = user;
	if (body.email !== undefined && !EMAIL.test(textIn('email', email))) {
		throw invalid('email', 'email must be a valid email address');
	}
	return {
		username: textIn('username', username),
		email: textIn('email', email),
		populationId: population === undefined ? populationId : populationIn(population),
		attributes: merged(attributes, others),
	};
}

/** The ID in a population of a request. @throws 400 where it is none. @param target as the error names it. */
export function populationIn(population: unknown, target = 'population.id'): string {
	const id = isJsonObject(population) ? population.id : undefined;
	if (typeof id !== 'string' || !isUuid(id)) {
		throw invalid(target, `${target} must be a valid UUID`);
	}
	return id.toLowerCase();
}

function merged(before: JsonObject, changes: JsonObject): JsonObject {
	const after = { ...before };
	for (const [name, value] of Object.entries(changes)) {
		if (READ_ONLY.has(name) || !CUSTOM_NAME.test(name)) {
			throw invalid(name, `${name} cannot be written here`);
		}
		if (value === null) delete after[name];
		else if (Object.hasOwn(PARTS, name)) after[name] = mergedParts(name, before[name], value);
		else if (Object.hasOwn(MAX_LENGTHS, name)) after[name] = textIn(name, value);
		else after[name] = value;
	}
	return after;
}

function mergedParts(name: string, before: unknown, changes: unknown): JsonObject {
	if (!isJsonObject(changes)) throw invalid(name, `${name} must be an object`);
	const after = isJsonObject(before) ? { ...before } : {};
	for (const [part, value] of Object.entries(changes)) {
		const target = `${name}.${part}`;
		if (!PARTS[name].includes(part)) throw invalid(target, `${target} is not known`);
		if (value === null) delete after[part];
		else after[part] = textIn(target, value);
	}
	return after;
}

function textIn(name: string, value: unknown): string {
	const most = MAX_LENGTHS[name] ?? PART_MAX_LENGTH;
	if (typeof value !== 'string' || value.length < 1 || value.length > most) {
		throw invalid(name, `${name} must be a text of 1 to ${most} characters`);
	}
	if (name.endsWith('Phone') && !PHONE.test(value)) {
		throw invalid(name, `${name} must have at least one digit`);
	}
	return value;
}
