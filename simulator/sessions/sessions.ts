import { randomUUID } from 'node:crypto';
import type { Express, Request } from 'express';
import { invalid, notFound, wrongMediaType } from '../apiErrors';
import { collectionPage, ONE_PAGE } from '../collectionPage';
import type { Environments } from '../environments';
import { bodyLength, idIn, refuseMethod } from '../resource';
import { ResourceOfUsers } from '../users/resourceOfUsers';
import type { Session, SessionPlace } from './session';
import { sessionJson } from './sessionJson';
import type { User } from '../users/user';
import type { Users } from '../users/users';

const SESSION_LOGOUT = 'application/vnd.pingidentity.sso.session.logout';
/** One more session ends the user's oldest one. */
const MAX_OF_USER = 10;
const MINUTE_MS = 60_000;
const IDLE_TIMEOUT_MINUTES = 720;

/** The place of the sessions that `tenant.signOn` begins. */
const SIGN_ON_PLACE: SessionPlace = {
	browser: 'Firefox',
	browserVersion: '143.0',
	operatingSystem: 'Windows',
	operatingSystemVersion: '10',
	remoteIp: '203.0.113.77',
	city: 'Zürich',
	country: 'CH',
};

export class Sessions extends ResourceOfUsers<Session> {
	/** True if an ended session stays listed, which PingOne does not document. */
	listsEnded = false;
	private readonly ended = new Map<string, Session>();

	constructor(
		private readonly environments: Environments,
		private readonly users: Users,
	) {
		super();
		users.whenDeleted((userId) => this.deleteOf(userId));
	}

	override addRoutes(app: Express): void {
		app
			.route('/v1/environments/:environmentId/sessions/:sessionId')
			.get((request, response) => {
				response.json(sessionJson(this.fromPath(request), request));
			})
			.post((request, response) => {
				this.environments.fromPath(request);
				if (request.headers['content-type'] !== SESSION_LOGOUT) throw wrongMediaType();
				if (bodyLength(request) > 0) throw invalid('body', 'The body must be empty');
				this.end(this.fromPath(request));
				response.status(204).end();
			})
			.all(refuseMethod);

		app
			.route('/v1/environments/:environmentId/users/:userId/sessions')
			.get((request, response) => {
				const sessions = this.listed(this.users.fromPath(request).id);
				const toJson = (session: Session) => sessionJson(session, request);
				response.json(collectionPage(request, 'sessions', sessions, toJson, ONE_PAGE));
			})
			.all(refuseMethod);

		app
			.route('/v1/environments/:environmentId/users/:userId/sessions/:sessionId')
			.get((request, response) => {
				response.json(sessionJson(this.ofUserFromPath(request), request));
			})
			.delete((request, response) => {
				this.end(this.ofUserFromPath(request));
				response.status(204).end();
			})
			.all(refuseMethod);
	}

	/** Begins a session, and ends the user's oldest where there are too many. */
	begin({ id: userId, environmentId }: User): Session {
		const id = randomUUID();
		const now = new Date();
		const idleTimeoutInMinutes = IDLE_TIMEOUT_MINUTES;
		const times = { createdAt: now, activeAt: now, idleTimeoutInMinutes };
		const session = { id, environmentId, userId, ...times, ...SIGN_ON_PLACE };
		const before = this.of(userId);
		for (const oldest of before.sort(newestFirst).slice(MAX_OF_USER - 1)) {
			this.end(oldest);
		}
		this.set(id, session);
		return session;
	}

	/** The session in the request's path. @throws 404 where the environment has none that is active. */
	private fromPath(request: Request): Session {
		const { id } = this.environments.fromPath(request);
		const session = this.get(idIn(request, 'sessionId'));
		if (session?.environmentId !== id || isIdle(session)) throw notFound();
		return session;
	}

	private ofUserFromPath(request: Request): Session {
		const user = this.users.fromPath(request);
		const session = this.fromPath(request);
		if (session.userId !== user.id) throw notFound();
		return session;
	}

	private end(session: Session): void {
		this.delete(session.id);
		this.ended.set(session.id, session);
	}

	/** Deletes the sessions of a deleted user. */
	private deleteOf(userId: string): void {
		for (const session of this.of(userId)) this.delete(session.id);
	}

	/** Lists sessions, newest first, including those that have been idle for too long. */
	private listed(userId: string): Session[] {
		const ended = this.listsEnded
			? [...this.ended.values()].filter((session) => session.userId === userId)
			: [];
		return [...this.of(userId), ...ended].sort(newestFirst).slice(0, MAX_OF_USER);
	}
}

function newestFirst(a: Session, b: Session): number {
	return b.createdAt.getTime() - a.createdAt.getTime();
}

function isIdle({ activeAt, idleTimeoutInMinutes }: Session): boolean {
	return activeAt.getTime() + idleTimeoutInMinutes * MINUTE_MS <= Date.now();
}
