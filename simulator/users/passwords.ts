/** The passwords of users, as an administrator reads and changes them. */
import type { Express, Request, Response } from 'express';
import { invalid, requestFailed } from '../apiErrors';
import { allowedValue, newPassword, removedPassword, statusOf, type Password } from './password';
import { isJsonObject, jsonBody, mediaTypeOf, requireNoBody } from '../requestBody';
import { apiUrl, refuseMethod, Resource, selfLink } from '../resource';
import { seededId } from '../seed/seededIds';
import { isExternal, type User } from './user';
import type { Users } from './users';

const SET = 'application/vnd.pingidentity.password.set+json';
const SET_VALUE = 'application/vnd.pingidentity.password.setValue+json';
const FORCE_CHANGE = 'application/vnd.pingidentity.password.forceChange';
const UNLOCK_PLAIN = 'application/vnd.pingidentity.password.unlock';
const UNLOCK = `${UNLOCK_PLAIN}+json` as const;
const SEND_RECOVERY_CODE = 'application/vnd.pingidentity.password.sendRecoveryCode+json';

/** Passwords by the user's ID. */
export class Passwords extends Resource<Password> {
	/** The response to Force Password Change: 200 by PingOne's page, 204 by a public client. */
	forceChangeStatus: 200 | 204 = 200;
	/** True if Unlock needs the content type without `+json`, as in the text of PingOne's page. */
	unlocksWithoutJsonSuffixOnly = false;
	/** The IDs of the users that were sent a recovery code, in order. */
	readonly recoveryCodesSentTo: string[] = [];

	constructor(private readonly users: Users) {
		super();
		users.whenDeleted((userId) => this.delete(userId));
		users.importPassword = (user, password) => this.import(user, password);
	}

	override addRoutes(app: Express): void {
		app
			.route('/v1/environments/:environmentId/users/:userId/password')
			.get((request, response) => {
				response.json(this.stateJson(this.userFrom(request), request));
			})
			.put((request, response) => {
				const user = this.userFrom(request);
				if (mediaTypeOf(request, [SET, SET_VALUE]) === SET) this.setFrom(request, user);
				else this.removeFrom(request, user);
				response.json(this.stateJson(user, request));
			})
			.post((request, response) => this.act(request, response))
			.all(refuseMethod);
	}

	/** Gives a user a password, whatever the policy says. */
	assign(userId: string, value: string, forceChange = false): void {
		this.set(userId, newPassword(userId, value, forceChange, this.get(userId)));
	}

	/** Counts a wrong password, or forgets them after a right one. */
	count(userId: string, wasRight: boolean): void {
		const password = this.get(userId);
		if (password === undefined) return;
		this.set(userId, { ...password, failures: wasRight ? 0 : password.failures + 1 });
	}

	/** @throws 400 where another identity provider has the user's password. */
	private userFrom(request: Request): User {
		const user = this.users.fromPath(request);
		if (!isExternal(user)) return user;
		const message = 'The password is EXTERNAL: the identity provider of the user has it';
		throw requestFailed('INVALID_VALUE', message);
	}

	private setFrom(request: Request, { id }: User): void {
		const { value, forceChange } = jsonBody(request, ['value', 'forceChange']);
		const mustChange = booleanIn('forceChange', forceChange);
		this.assign(id, allowedValue('value', value, id, this.get(id)), mustChange);
	}

	private removeFrom(request: Request, { id }: User): void {
		jsonBody(request, []);
		this.set(id, removedPassword(this.get(id)));
	}

	private import(user: User, password: unknown): void {
		if (!isJsonObject(password)) throw invalid('password', 'password must be an object');
		const { value, forceChange, ...others } = password;
		const [unknown] = Object.keys(others);
		if (unknown !== undefined) throw invalid(`password.${unknown}`, 'The attribute is not known');
		const mustChange = booleanIn('password.forceChange', forceChange);
		this.assign(user.id, allowedValue('password.value', value, user.id), mustChange);
	}

	/** Carries out `POST …/password`; the media type names the action. */
	private act(request: Request, response: Response): void {
		const user = this.userFrom(request);
		const mediaType = mediaTypeOf(request, [
			FORCE_CHANGE,
			UNLOCK_PLAIN,
			...(this.unlocksWithoutJsonSuffixOnly ? [] : [UNLOCK]),
			SEND_RECOVERY_CODE,
		]);
		requireNoBody(request);
		const password = this.get(user.id);
		if (password?.hash === undefined) {
			throw requestFailed('INVALID_VALUE', 'The user has no password: NO_PASSWORD');
		}
		if (mediaType === SEND_RECOVERY_CODE) {
			if (!user.enabled) throw requestFailed('INVALID_VALUE', 'The user is disabled');
			this.recoveryCodesSentTo.push(user.id);
		} else {
			const mustChange = mediaType === FORCE_CHANGE || password.mustChange;
			this.set(user.id, { ...password, mustChange, failures: 0 });
		}
		if (mediaType === FORCE_CHANGE && this.forceChangeStatus === 204) response.status(204).end();
		else response.json(this.stateJson(user, request));
	}

	private stateJson({ id, environmentId }: User, request: Request) {
		const password = this.get(id);
		const environment = `${apiUrl(request)}/environments/${environmentId}`;
		const policyId = seededId(`password policy of ${environmentId}`);
		return {
			_links: {
				...selfLink(request)._links,
				environment: { href: environment },
				user: { href: `${environment}/users/${id}` },
				passwordPolicy: { href: `${environment}/passwordPolicies/${policyId}` },
			},
			environment: { id: environmentId },
			user: { id },
			passwordPolicy: { id: policyId },
			status: statusOf(password),
			...(password && { lastChangedAt: password.changedAt.toISOString() }),
		};
	}
}

function booleanIn(target: string, value: unknown = false): boolean {
	if (typeof value !== 'boolean') throw invalid(target, `${target} must be true or false`);
	return value;
}
