import type { IDataObject } from 'n8n-workflow';
import { idInLocator } from '../shared/node/fields/locator';
import { PingOneError } from '../shared/pingone/errors';
import { isJsonObject, objectIn } from '../shared/pingone/json';
import { quote } from '../shared/pingone/text';
import { ATTRIBUTES, updateFields } from './attributeFields';

/** What is not changed through attributes, and the operation or field that it has. */
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
 * The attributes in a collection of fields, as PingOne names them. An empty field is null, which
 * clears the attribute.
 *
 * @throws {PingOneError} naming the field that cannot be used.
 */
export function attributesIn(fields: IDataObject): IDataObject {
	const attributes = 'customAttributes' in fields ? customAttributes(fields.customAttributes) : {};
	for (const { name, displayName, path } of ATTRIBUTES) {
		if (!(name in fields)) continue;
		const value = textOrNull(displayName, fields[name]);
		const [outer, inner] = path.split('.');
		if (inner === undefined) attributes[outer] = value;
		else attributes[outer] = { ...objectIn(attributes, outer), [inner]: value };
	}
	return attributes;
}

/** The attributes of Update: username, email and population among them. */
export function changesIn(fields: IDataObject): IDataObject {
	for (const [name, value] of Object.entries(fields))
		if (value === undefined) throw foundNothing(name);
	const changes: IDataObject = {
		...attributesIn(fields),
		...('username' in fields && { username: requiredText('Username', fields.username) }),
		...('email' in fields && { email: requiredText('Email', fields.email) }),
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
 * Changes as they are sent. PingOne does not say whether it replaces a name or address as a whole, so
 * the parts that do not change are sent with those that do. A formatted name that is made up of given
 * and family name follows them.
 */
export function withPresentParts(user: IDataObject, changes: IDataObject): IDataObject {
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

function changedName(present: IDataObject, changes: IDataObject): IDataObject {
	const name = { ...present, ...changes };
	const isMadeUp = present.formatted === givenAndFamily(present);
	return isMadeUp && !('formatted' in changes)
		? { ...name, formatted: givenAndFamily(name) || null }
		: name;
}

function givenAndFamily({ given, family }: IDataObject): string {
	return [given, family].filter((part) => typeof part === 'string' && part !== '').join(' ');
}

/** A misspelt field name in an expression must not clear what a user has. */
function foundNothing(name: string): PingOneError {
	const { displayName = name } = updateFields.find((field) => field.name === name) ?? {};
	return new PingOneError(
		`The expression in '${displayName}' found nothing`,
		"Check the field name in it. To clear the value, give it an empty text, as in {{ $json.title ?? '' }}. Nothing was sent for this item.",
	);
}

/** @throws {PingOneError} naming the field, which cannot be empty: PingOne's users have both a username and an email. */
export function requiredText(displayName: string, value: unknown): string {
	const text = textOrNull(displayName, value);
	if (text !== null) return text;
	throw new PingOneError(
		`'${displayName}' is empty: ${quote(value)}`,
		'Every user has one. If it comes from an expression, the expression found nothing. Nothing was sent for this item.',
	);
}

/** @throws {PingOneError} if it is neither a text nor a number, or an expression that was not resolved. */
function textOrNull(displayName: string, value: unknown): string | null {
	if (value === null || value === undefined) return null;
	const text = typeof value === 'number' ? String(value) : value;
	if (typeof text === 'string' && !/\{\{.*\}\}/.test(text) && text !== 'undefined') {
		return text.trim() === '' ? null : text.trim();
	}
	throw new PingOneError(
		`'${displayName}' is not a text: ${quote(value)}`,
		'Check where the value comes from. Nothing was sent for this item.',
	);
}

function customAttributes(value: unknown): IDataObject {
	const parsed = typeof value === 'string' ? parsedJson(value) : value;
	if (!isJsonObject(parsed)) {
		throw new PingOneError(
			"'Custom Attributes' is not a JSON object",
			'Give it an object such as {"costCenter": "4711"}. Nothing was sent for this item.',
		);
	}
	for (const name of Object.keys(parsed)) {
		const instead = Object.hasOwn(NOT_CUSTOM, name) ? NOT_CUSTOM[name] : undefined;
		if (instead === undefined) continue;
		throw new PingOneError(
			`'Custom Attributes' must not have ${quote(name)}`,
			`Use ${instead}. Nothing was sent for this item.`,
		);
	}
	return { ...parsed };
}

function parsedJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
