/** The attributes and operators in filters of users, as a third party documents them. */
import { flag, text, type FilterAttribute, type FilterAttributes } from '../scimFilter';
import { isJsonObject } from '../requestBody';
import type { User } from './user';
import { PARTS, TEXTS } from './userAttributes';

/** The attributes of a user that a filter may compare, but for the groups. */
export const USER_FILTER: FilterAttributes<User> = {
	...Object.fromEntries(TEXTS.map((name) => [name, ofUser(name)])),
	...Object.fromEntries(
		Object.entries(PARTS).flatMap(([name, parts]) =>
			parts.map((part) => [`${name}.${part}`, partOfUser(name, part)]),
		),
	),
	username: text(['eq', 'sw'], ({ username }) => username),
	email: text(['eq', 'sw', 'ew'], ({ email }) => email),
	'name.given': partOfUser('name', 'given', true),
	'name.family': partOfUser('name', 'family', true),
	'population.id': text(['eq'], ({ populationId }) => populationId),
	enabled: flag(({ enabled }) => enabled),
};

function ofUser(name: string): FilterAttribute<User> {
	return text(['eq', 'sw'], ({ attributes }) => attributes[name]);
}

function partOfUser(name: string, part: string, isSearched = false): FilterAttribute<User> {
	return text(isSearched ? ['eq', 'sw', 'ew', 'co'] : ['eq', 'sw'], ({ attributes }) => {
		const parts = attributes[name];
		return isJsonObject(parts) ? parts[part] : undefined;
	});
}
