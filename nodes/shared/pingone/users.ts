import type { IDataObject } from 'n8n-workflow';
import { SingleFlight } from '../http/singleFlight';
import type { Subject } from './apiErrors';
import type { PingOneClient, RequestOptions } from './client';
import { readPage, type Page } from './collection';
import { PingOneError } from './errors';
import { checkedId } from './ids';
import { scimString } from './scim';
import { quote, sanitize } from './text';

/** A user; PingOne leaves out what it does not have. */
export interface User {
	/** UUID. */
	id: string;
	/** Unique in its environment. */
	username?: string;
	/** Not unique. */
	email?: string;
}

/** Which user is meant, by something that must match in full. */
export interface UserQuery {
	by: 'id' | 'username' | 'email';
	value: string;
}

const ROLE = 'Identity Data Admin';
const PAGE_SIZE = 50;
const MAX_NAME_LENGTH = 256;
const SEARCHED_ATTRIBUTES = ['username', 'email', 'name.given', 'name.family'];

/**
 * Which user a parameter means.
 *
 * @throws {PingOneError} naming 'User' if the value can be nobody's.
 */
export function userQuery(mode: unknown, value: unknown): UserQuery {
	if (mode !== 'username' && mode !== 'email') return { by: 'id', value: checkedId('User', value) };
	const text = typeof value === 'string' ? value.trim() : '';
	if (text === '' || text.length > MAX_NAME_LENGTH || /\p{Cc}/u.test(text) || isUnresolved(text)) {
		throw new PingOneError(
			`'User' is not a valid ${mode}: ${quote(value)}`,
			`Check where the value comes from: it must be the ${mode} of one user. Nothing was sent for this item.`,
		);
	}
	return { by: mode, value: text };
}

function isUnresolved(text: string): boolean {
	return text.includes('{{') || text === 'undefined' || text === 'null';
}

/** The users of an execution. Each is looked up once, however many items are about them. */
export class UserDirectory {
	private readonly lookups = new SingleFlight<User>();

	/**
	 * The one user that is meant. Items share a lookup if it would be the same request.
	 *
	 * @throws {PingOneError} if there is none, or more than one: which user is meant is never guessed.
	 */
	async find(
		client: PingOneClient,
		environmentId: string,
		query: UserQuery,
		options: RequestOptions,
	): Promise<User> {
		const key = JSON.stringify([environmentId.toLowerCase(), query, options]);
		return await this.lookups.run(key, async () =>
			query.by === 'id'
				? await readUser(client, environmentId, query.value, options)
				: await findByName(client, environmentId, query, options),
		);
	}
}

async function readUser(
	client: PingOneClient,
	environmentId: string,
	id: string,
	options: RequestOptions,
): Promise<User> {
	const subject = { name: `user ${id} in environment ${environmentId}`, role: ROLE };
	const path = `/environments/${environmentId}/users/${id}`;
	return userIn(await client.get(path, subject, options));
}

async function findByName(
	client: PingOneClient,
	environmentId: string,
	{ by, value }: UserQuery,
	options: RequestOptions,
): Promise<User> {
	const path = usersPath(environmentId, `${by} eq ${scimString(value)}`);
	const page = await readPage(client, usersIn(environmentId, path), options);
	// PingOne has filtered already. Should a filter ever be ignored, no other user must be affected.
	const found = page.listed
		.filter((user) => String(user[by]).toLowerCase() === value.toLowerCase())
		.map(userIn);
	const where = `in environment ${environmentId}`;
	if (page.nextPath !== undefined || found.length > 1) {
		const usernames = found.map(({ id, username = id }) => sanitize(username)).join(', ');
		const count = page.nextPath === undefined ? `${found.length}` : 'Too many';
		throw new PingOneError(
			`${count} users ${where} have the ${by} ${quote(value)}${usernames && `: ${usernames}`}`,
			'Name the user by username or ID. Nothing was changed for this item.',
		);
	}
	if (found.length === 0) {
		throw new PingOneError(
			`No user ${where} has the ${by} ${quote(value)}`,
			'Check the spelling, and that the user is in this environment. Nothing was changed for this item.',
		);
	}
	return found[0];
}

/**
 * One page of the users whose username, email or name starts with what is typed.
 *
 * @param nextPath the path of the page, as the one before gave it.
 */
export async function searchPage(
	client: PingOneClient,
	environmentId: string,
	typed: string,
	nextPath?: string,
): Promise<Page> {
	const read = async (path: string) => await readPage(client, usersIn(environmentId, path));
	if (nextPath !== undefined) return await read(nextPath);
	if (typed === '') return await read(usersPath(environmentId));

	const matching = (operator: string) =>
		SEARCHED_ATTRIBUTES.map((name) => `${name} ${operator} ${scimString(typed)}`).join(' or ');
	// Whether PingOne knows 'sw' on users is not documented; 'eq' it does know.
	return await read(usersPath(environmentId, matching('sw'))).catch(async (error: unknown) => {
		if (!(error instanceof PingOneError) || error.status !== 400) throw error;
		return await read(usersPath(environmentId, matching('eq')));
	});
}

function usersPath(environmentId: string, filter?: string): string {
	const path = `/environments/${environmentId}/users?limit=${PAGE_SIZE}`;
	return filter === undefined ? path : `${path}&filter=${encodeURIComponent(filter)}`;
}

function usersIn(environmentId: string, path: string) {
	const subject: Subject = { name: `the users of environment ${environmentId}`, role: ROLE };
	return { path, name: 'users', subject };
}

/** @throws {PingOneError} if PingOne gives a user an ID that could not be part of a path. */
function userIn({ id, username, email }: IDataObject): User {
	return {
		id: checkedId("PingOne's user ID", id),
		...(typeof username === 'string' && { username }),
		...(typeof email === 'string' && { email }),
	};
}
