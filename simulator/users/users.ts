import { randomUUID } from 'node:crypto';
import type { Express, Request } from 'express';
import { withEnabled, withLock } from './account';
import { invalid, notFound } from '../apiErrors';
import { collectionPage, type PageSizes } from '../collectionPage';
import type { Environments } from '../environments';
import type { Memberships } from '../groups/memberships';
import type { Populations } from '../groups/populations';
import { JSON_TYPE, jsonBody, mediaTypeOf, type JsonObject } from '../requestBody';
import { idIn, refuseMethod, selfLink } from '../resource';
import { matching, wrongFilter, type FilterAttributes } from '../scimFilter';
import { userJson, type User } from './user';
import { changedBy, newUserFrom, populationIn, type WritableUser } from './userAttributes';
import { USER_FILTER } from './userFilter';
import { UserStore } from './userStore';

const PAGES: PageSizes = { default: 100, max: 200 };
const USER_IMPORT = 'application/vnd.pingidentity.user.import+json';

/** Gives a new user the password that came with it. @throws 400 where it is not allowed. */
type PasswordImport = (user: User, password: unknown) => void;

export class Users extends UserStore {
	/** True if filters with `sw` are refused. PingOne does not document that it accepts them. */
	startsWithIsRefused = false;
	/**
	 * True if a lock without a body lasts until somebody unlocks, as with Ping's Terraform provider.
	 * Ping's page on locking says that it does not.
	 */
	locksWithoutEnd = true;
	/** Parts of filters that are refused, such as `enabled eq`: PingOne does not document all that it accepts. */
	refusedInFilters: string[] = [];
	/** Sets the password of a new user; `Passwords` replaces it. */
	importPassword: PasswordImport = () => {
		throw invalid('password', 'There are no passwords');
	};
	private readonly filtered: FilterAttributes<User>;

	constructor(
		private readonly environments: Environments,
		private readonly populations: Populations,
		private readonly memberships: Memberships,
	) {
		super();
		this.filtered = {
			...USER_FILTER,
			'memberOfGroups[id': {
				operators: ['eq'],
				test: (_operator, sought) => memberships.test(String(sought).toLowerCase()),
			},
		};
		this.whenDeleted((userId) => memberships.removeAll(userId));
	}

	override addRoutes(app: Express): void {
		app
			.route('/v1/environments/:environmentId/users')
			.get((request, response) => {
				const users = this.found(request);
				const toJson = (user: User) => userJson(user, request);
				response.json(collectionPage(request, 'users', users, toJson, PAGES));
			})
			.post((request, response) => {
				response.status(201).json(userJson(this.created(request), request));
			})
			.all(refuseMethod);

		app
			.route('/v1/environments/:environmentId/users/:userId')
			.get((request, response) => {
				const user = this.fromPath(request);
				response.json({ ...userJson(user, request), ...this.groupsOf(user, request) });
			})
			.patch((request, response) => {
				response.json(userJson(this.replace(this.patched(request)), request));
			})
			.post((request, response) => {
				const user = withLock(this.fromPath(request), request, this.locksWithoutEnd);
				response.json(userJson(this.replace(user), request));
			})
			.delete((request, response) => {
				this.delete(this.fromPath(request).id);
				response.status(204).end();
			})
			// PingOne has a PUT as well. It clears what it does not name, so no client is to send it.
			.all(refuseMethod);

		app
			.route('/v1/environments/:environmentId/users/:userId/enabled')
			.put((request, response) => {
				const { enabled } = this.replace(withEnabled(this.fromPath(request), request));
				response.json({ ...selfLink(request), enabled });
			})
			.all(refuseMethod);

		app
			.route('/v1/environments/:environmentId/users/:userId/population')
			.put((request, response) => {
				const { populationId } = this.replace(this.moved(request));
				response.json({ ...selfLink(request), id: populationId });
			})
			.all(refuseMethod);
	}

	/** The user in the request's path. @throws 404 where the environment has no such user. */
	fromPath(request: Request): User {
		const { id } = this.environments.fromPath(request);
		const user = this.get(idIn(request, 'userId'));
		if (user?.environmentId !== id) throw notFound();
		return user;
	}

	private found(request: Request): User[] {
		const { id } = this.environments.fromPath(request);
		const { filter } = request.query;
		if (this.refusedInFilters.some((part) => String(filter).includes(part))) throw wrongFilter();
		const operators = this.startsWithIsRefused ? (['eq'] as const) : undefined;
		const fits = matching(filter, this.filtered, operators);
		return [...this.values()].filter((user) => user.environmentId === id && fits(user));
	}

	private created(request: Request): User {
		const environmentId = this.environments.fromPath(request).id;
		const mediaType = mediaTypeOf(request, [JSON_TYPE, USER_IMPORT]);
		const { password, ...body }: JsonObject = jsonBody(request);
		if (password !== undefined && mediaType !== USER_IMPORT) {
			throw invalid('password', `A password needs the content type ${USER_IMPORT}`);
		}
		const now = new Date();
		const user: User = {
			id: randomUUID(),
			environmentId,
			...this.checked(environmentId, newUserFrom(body)),
			enabled: true,
			identityProvider: { type: 'PING_ONE' },
			createdAt: now,
			updatedAt: now,
		};
		if (password !== undefined) this.importPassword(user, password);
		return this.replace(user);
	}

	private patched(request: Request): User {
		const user = this.fromPath(request);
		mediaTypeOf(request, [JSON_TYPE]);
		// PingOne ignores the population here: it is moved by a request of its own.
		const { population: _ignored, ...body } = jsonBody(request);
		const changes = this.checked(user.environmentId, changedBy(user, body), user.id);
		return { ...user, ...changes, updatedAt: new Date() };
	}

	private moved(request: Request): User {
		const user = this.fromPath(request);
		mediaTypeOf(request, [JSON_TYPE]);
		const populationId = populationIn(jsonBody(request, ['id']), 'id');
		const moved = this.checked(user.environmentId, { ...user, populationId }, user.id);
		return { ...user, ...moved, updatedAt: new Date() };
	}

	/** @throws 400 where another user has the username, or the environment has no such population. */
	private checked(environmentId: string, written: WritableUser, ownId?: string): WritableUser {
		const other = this.withUsername(environmentId, written.username);
		if (other !== undefined && other.id !== ownId) {
			throw invalid('username', 'The username is taken already', 'UNIQUENESS_VIOLATION');
		}
		if (this.populations.get(written.populationId)?.environmentId !== environmentId) {
			throw invalid('population.id', 'The environment has no such population');
		}
		return written;
	}

	/** The groups that `include` asks for. */
	private groupsOf(user: User, { query: { include } }: Request) {
		if (include === undefined) return {};
		const groups = this.memberships.of(user).map(({ group }) => group);
		const known: JsonObject = {
			memberOfGroupIDs: groups.map(({ id }) => id),
			memberOfGroupNames: groups.map(({ name }) => name),
		};
		return Object.fromEntries(
			String(include)
				.split(',')
				.map((name) => {
					if (!Object.hasOwn(known, name)) throw invalid('include', `${name} cannot be included`);
					return [name, known[name]];
				}),
		);
	}
}
