import type { IDataObject } from 'n8n-workflow';
import { idInLocator } from '../shared/node/fields/locator';
import { PingOneError } from '../shared/pingone/errors/pingOneError';
import { exceedsLimits, isJsonObject, objectIn } from '../shared/pingone/json';
import { quote } from '../shared/pingone/text';
import { isUnresolved, nameText, optionalText } from '../shared/pingone/textParameter';
import { ATTRIBUTES, updateFields } from './attributeFields';

/** PingOne stores at most 16 KB per user ("Schemas" in its API reference). */
const MAX_LENGTH = 16_384;
/** Allows for whitespace in the JSON. */
const MAX_JSON_LENGTH = 10 * MAX_LENGTH;
const MAX_ATTRIBUTE_DEPTH = 20;
/** A JSON string that an expression without a result leaves behind. */
const NOTHING_IN_JSON = /[[:,]"(null|undefined)"[\],}]/;

/** Attributes that Custom Attributes cannot set, and the operation or field to use instead. */
const NOT_CUSTOM: Record<string, string | undefined> = {
	email: 'the field Email',
	enabled: 'the operations Enable and Disable',
	account: 'the operations Lock and Unlock',
	mfaEnabled: 'the PingOne admin console',
	password: 'the operation Set Password, or the field Password of Create',
	population: 'the field Population',
	username: 'the field Username',
};

/**
 * Returns the attributes in a collection of fields, with PingOne's names. An empty field becomes
 * null, which clears the attribute.
 *
 * @throws {PingOneError} naming the field that is not valid.
 */
export function attributesIn(fields: IDataObject): IDataObject {
	const attributes = 'customAttributes' in fields ? customAttributes(fields.customAttributes) : {};
	for (const { name, displayName, path } of ATTRIBUTES) {
		if (!(name in fields)) continue;
		const value = optionalText(displayName, fields[name], MAX_LENGTH) || null;
		const [outer, inner] = path.split('.');
		if (inner === undefined) attributes[outer] = value;
		else attributes[outer] = { ...objectIn(attributes, outer), [inner]: value };
	}
	return attributes;
}

/** Returns the changes for Update, including username, email and population. */
export function changesIn(fields: IDataObject): IDataObject {
	for (const [name, value] of Object.entries(fields))
		if (value === undefined) throw emptyExpressionError(name);
	const changes: IDataObject = {
		...attributesIn(fields),
		...('username' in fields && { username: requiredName('username', fields.username) }),
		...('email' in fields && { email: requiredName('email', fields.email) }),
		...('populationId' in fields && {
			population: { id: idInLocator('Population', fields.populationId) },
		}),
	};
	if (Object.keys(changes).length > 0) return changes;
	throw new PingOneError(
		"'Update Fields' is empty",
		'Add the fields that are to change. Nothing was sent for this item.',
	);
}

/**
 * Adds the unchanged parts of a name or address to the changes, because PingOne does not document
 * whether it replaces the whole object. A formatted name that consists of given and family name
 * is updated with them.
 */
export function withUnchangedParts(user: IDataObject, changes: IDataObject): IDataObject {
	return {
		...changes,
		...(isJsonObject(changes.name) && {
			name: changedName(objectIn(user, 'name'), changes.name),
		}),
		...(isJsonObject(changes.address) && {
			address: { ...objectIn(user, 'address'), ...changes.address },
		}),
	};
}

function changedName(current: IDataObject, changes: IDataObject): IDataObject {
	const name = { ...current, ...changes };
	const isMadeUp = current.formatted === givenAndFamily(current);
	return isMadeUp && !('formatted' in changes)
		? { ...name, formatted: givenAndFamily(name) || null }
		: name;
}

function givenAndFamily({ given, family }: IDataObject): string {
	return [given, family].filter((part) => typeof part === 'string' && part !== '').join(' ');
}

/**
 * Returns the error for an expression that returned nothing: a misspelt field name must not clear
 * an attribute.
 */
function emptyExpressionError(name: string): PingOneError {
	const { displayName = name } = updateFields.find((field) => field.name === name) ?? {};
	return new PingOneError(
		`The expression in '${displayName}' returned nothing`,
		"Check the field name in the expression. To clear the value, return an empty text, as in {{ $json.title ?? '' }}. Nothing was sent for this item.",
	);
}

/**
 * Returns a username or an email. @throws {PingOneError} naming the field if it is empty: every
 * user has both.
 */
export function requiredName(kind: 'username' | 'email', value: unknown): string {
	return nameText(kind, kind === 'username' ? 'Username' : 'Email', value, MAX_LENGTH);
}

function customAttributes(value: unknown): IDataObject {
	const parsed = typeof value === 'string' ? parsedJson(value) : value;
	if (!isJsonObject(parsed)) {
		throw invalidJsonError(
			'is not a JSON object',
			'Enter an object such as {"costCenter": "4711"}.',
		);
	}
	if (exceedsLimits(parsed, MAX_ATTRIBUTE_DEPTH, MAX_LENGTH)) {
		throw invalidJsonError('is too long or nested too deeply', LIMITS);
	}
	let hasNothing = false;
	const json = JSON.stringify(parsed, (_name, part: unknown) => {
		hasNothing ||= part === undefined || (typeof part === 'number' && !Number.isFinite(part));
		return part;
	});
	if (json.length > MAX_LENGTH) throw invalidJsonError('is too long', LIMITS);
	if (hasNothing || isUnresolved(json) || NOTHING_IN_JSON.test(json)) {
		throw invalidJsonError(
			'contains an expression that returned nothing',
			'Check the expressions in it. To clear an attribute, use null without quotes.',
		);
	}
	for (const name of Object.keys(parsed)) {
		const instead = Object.hasOwn(NOT_CUSTOM, name) ? NOT_CUSTOM[name] : undefined;
		if (instead === undefined) continue;
		throw new PingOneError(
			`'Custom Attributes' cannot contain ${quote(name)}`,
			`Use ${instead}. Nothing was sent for this item.`,
		);
	}
	return { ...parsed };
}

const LIMITS = `PingOne stores at most 16 KB per user. Objects and lists can be nested up to ${MAX_ATTRIBUTE_DEPTH} levels deep.`;

function invalidJsonError(what: string, advice: string): PingOneError {
	return new PingOneError(
		`'Custom Attributes' ${what}`,
		`${advice} Nothing was sent for this item.`,
	);
}

function parsedJson(value: string): unknown {
	const text = optionalText('Custom Attributes', value, MAX_JSON_LENGTH);
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
