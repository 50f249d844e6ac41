import type { IDataObject } from 'n8n-workflow';
import { SingleFlight } from '../http/singleFlight';
import { Failure } from './failure';
import { checkedId } from './ids';
import type { Page, PingOne, RequestOptions } from './pingOne';
import { scimString } from './scim';
import { plain, quoted } from './text';

/** A user as far as sessions are concerned; PingOne leaves out what it does not have. */
export interface User {
	/** UUID. */
	id: string;
	/** Unique in its environment. */
	username?: string;
	/** Not unique. */
	email?: string;
}

/** Who is meant, by something that must match in full. */
export interface UserQuery {
	by: 'id' | 'username' | 'email';
	value: string;
}

const PAGE_SIZE = 50;
const LONGEST_NAME = 256;
const SEARCHED = ['username', 'email', 'name.given', 'name.family'];

/**
 * Who a parameter means.
 *
 * @throws {Failure} naming 'User' where the value can be nobody's.
 */
export function userQuery(mode: unknown, value: unknown): UserQuery {
	if (mode !== 'username' && mode !== 'email') return { by: 'id', value: checkedId('User', value) };
	const text = typeof value === 'string' ? value.trim() : '';
	if (text === '' || text.length > LONGEST_NAME || /\p{Cc}/u.test(text) || isUnresolved(text)) {
		throw new Failure(
			`'User' is not somebody's ${mode}: ${quoted(value)}`,
			`Check where the value comes from: it must be the ${mode} of one person. Nothing was sent for this item.`,
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
	 * @throws {Failure} where there is none, or more than one: whom to sign out is never guessed.
	 */
	async find(
		pingOne: PingOne,
		environmentId: string,
		query: UserQuery,
		options: RequestOptions,
	): Promise<User> {
		const key = JSON.stringify([environmentId.toLowerCase(), query, options]);
		return await this.lookups.run(key, async () =>
			query.by === 'id'
				? await readUser(pingOne, environmentId, query.value, options)
				: await findByName(pingOne, environmentId, query, options),
		);
	}
}

async function readUser(
	pingOne: PingOne,
	environmentId: string,
	id: string,
	options: RequestOptions,
): Promise<User> {
	const subject = `user ${id} in environment ${environmentId}`;
	const user = await pingOne.get(`/environments/${environmentId}/users/${id}`, subject, options);
	return { ...userIn(user), id };
}

async function findByName(
	pingOne: PingOne,
	environmentId: string,
	{ by, value }: UserQuery,
	options: RequestOptions,
): Promise<User> {
	const path = usersPath(environmentId, `${by} eq ${scimString(value)}`);
	const { listed } = await pingOne.list(path, 'users', subjectIn(environmentId), options);
	// PingOne has filtered already. Should a filter ever be ignored, nobody else must be signed out.
	const found = listed
		.filter((user) => String(user[by]).toLowerCase() === value.toLowerCase())
		.map(userIn);
	const shown = quoted(value);
	if (found.length === 0) {
		throw new Failure(
			`Nobody in environment ${environmentId} has the ${by} ${shown}`,
			'Check how it is written, and that the person is in this environment. Nothing was ended for this item.',
		);
	}
	if (found.length > 1) {
		const usernames = found.map(({ id, username = id }) => plain(username)).join(', ');
		throw new Failure(
			`${found.length} people in environment ${environmentId} have the ${by} ${shown}: ${usernames}`,
			'Name the one who is meant by username or ID. Nothing was ended for this item.',
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
	pingOne: PingOne,
	environmentId: string,
	typed: string,
	nextPath?: string,
): Promise<Page> {
	const read = async (path: string) => await pingOne.list(path, 'users', subjectIn(environmentId));
	if (nextPath !== undefined) return await read(nextPath);
	if (typed === '') return await read(usersPath(environmentId));

	const matching = (operator: string) =>
		SEARCHED.map((attribute) => `${attribute} ${operator} ${scimString(typed)}`).join(' or ');
	// Whether PingOne knows 'sw' on users is not documented; 'eq' it does know.
	return await read(usersPath(environmentId, matching('sw'))).catch(async (error: unknown) => {
		if (!(error instanceof Failure) || error.refusal?.status !== 400) throw error;
		return await read(usersPath(environmentId, matching('eq')));
	});
}

function usersPath(environmentId: string, filter?: string): string {
	const path = `/environments/${environmentId}/users?limit=${PAGE_SIZE}`;
	return filter === undefined ? path : `${path}&filter=${encodeURIComponent(filter)}`;
}

function subjectIn(environmentId: string): string {
	return `the users of environment ${environmentId}`;
}

/** @throws {Failure} where PingOne gives a user an ID that could not be part of a path. */
function userIn({ id, username, email }: IDataObject): User {
	return {
		id: checkedId("PingOne's user ID", id),
		...(typeof username === 'string' && { username }),
		...(typeof email === 'string' && { email }),
	};
}
