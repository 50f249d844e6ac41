import type { INodeProperties } from 'n8n-workflow';
import { populationField } from '../shared/node/fields/population';

/** A field in a collection, and its path in a user: `name.given` is `given` in `name`. */
interface Attribute {
	name: string;
	displayName: string;
	path: string;
	placeholder: string;
}

export const ATTRIBUTES: Attribute[] = [
	attribute('addressCountryCode', 'Address: Country Code', 'address.countryCode', 'CH'),
	attribute('addressLocality', 'Address: City', 'address.locality', 'Zürich'),
	attribute('addressPostalCode', 'Address: Postal Code', 'address.postalCode', '8001'),
	attribute('addressRegion', 'Address: State or Region', 'address.region', 'ZH'),
	attribute('addressStreet', 'Address: Street', 'address.streetAddress', 'Bahnhofstrasse 1'),
	attribute('externalId', 'External ID', 'externalId', 'HR-10482'),
	attribute('familyName', 'Family Name', 'name.family', 'Doe'),
	attribute('formattedName', 'Formatted Name', 'name.formatted', 'Dr. Jane Doe'),
	attribute('givenName', 'Given Name', 'name.given', 'Jane'),
	attribute('locale', 'Locale', 'locale', 'en-GB'),
	attribute('middleName', 'Middle Name', 'name.middle', 'Maria'),
	attribute('mobilePhone', 'Mobile Phone', 'mobilePhone', '+41.791234567'),
	attribute('nickname', 'Nickname', 'nickname', 'Janie'),
	attribute('preferredLanguage', 'Preferred Language', 'preferredLanguage', 'de'),
	attribute('primaryPhone', 'Primary Phone', 'primaryPhone', '+41.441234567'),
	attribute('timezone', 'Time Zone', 'timezone', 'Europe/Zurich'),
	attribute('title', 'Title', 'title', 'Account Manager'),
	attribute('type', 'Type', 'type', 'Employee'),
];

function attribute(name: string, displayName: string, path: string, example: string): Attribute {
	return { name, displayName, path, placeholder: `e.g. ${example}` };
}

/** The fields that Create and Update share. */
export const attributeFields: INodeProperties[] = [
	...ATTRIBUTES.map(
		({ name, displayName, placeholder }): INodeProperties => ({
			displayName,
			name,
			type: 'string',
			default: '',
			placeholder,
		}),
	),
	{
		displayName: 'Custom Attributes',
		name: 'customAttributes',
		type: 'json',
		default: '{}',
		description:
			'Attributes that are defined in your environment, as a JSON object of names and values',
	},
];

export const emailField: INodeProperties = {
	displayName: 'Email',
	name: 'email',
	type: 'string',
	default: '',
	placeholder: 'e.g. jane.doe@acme.example',
};

export const usernameField: INodeProperties = {
	displayName: 'Username',
	name: 'username',
	type: 'string',
	default: '',
	placeholder: 'e.g. jane.doe',
};

/** The fields of Update. */
export const updateFields: INodeProperties[] = [
	...attributeFields,
	emailField,
	{
		...populationField,
		description:
			'Moves the user to this population. This may change the password policy and the groups that rules assign.',
	},
	usernameField,
].sort((a, b) => a.displayName.localeCompare(b.displayName));
