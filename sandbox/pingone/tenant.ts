/** What the simulator knows: one organization with its environments, users, sessions and tokens. */
import { randomBytes } from 'node:crypto';

export interface Environment {
	id: string;
	name: string;
	type: 'PRODUCTION' | 'SANDBOX';
	region: 'NA' | 'CA' | 'EU' | 'AU' | 'SG' | 'AP';
}

export interface User {
	id: string;
	environmentId: string;
	username: string;
	email: string;
	givenName: string;
	familyName: string;
	enabled: boolean;
}

export interface Session {
	id: string;
	environmentId: string;
	userId: string;
	createdAt: Date;
	activeAt: Date;
	idleTimeoutInMinutes: number;
	browser: string;
	browserVersion: string;
	operatingSystem: string;
	/** Absent where a browser does not tell, as on Linux. */
	operatingSystemVersion?: string;
	remoteIp: string;
	city: string;
	country: string;
}

/** A role that a token's application holds in one environment. */
export interface Grant {
	role: 'Identity Data Admin' | 'Environment Admin';
	environmentId: string;
}

/** An application that gets tokens with its own client ID and secret. */
export interface Worker {
	clientId: string;
	clientSecret: string;
	/** The environment that it is in; its grants may be for others. */
	environmentId: string;
	/** Its token endpoint authentication method: Client Secret Basic or Client Secret Post. */
	authentication: 'basic' | 'post';
	grants: Grant[];
	tokenLifetimeSeconds: number;
}

interface AccessToken {
	grants: Grant[];
	expiresAt: number;
}

const HOUR_SECONDS = 3600;
const MOST_LISTED = 10;

export class Tenant {
	readonly environments = new Map<string, Environment>();
	readonly users = new Map<string, User>();
	readonly sessions = new Map<string, Session>();
	/** Whether the start of a username or name can be searched for, which PingOne does not document. */
	startsWithIsRefused = false;
	/** Whether an ended session stays listed, which PingOne does not document either. */
	listsEnded = false;
	private readonly ended: Session[] = [];
	/** By client ID. */
	readonly workers = new Map<string, Worker>();
	/** Every access token that was handed out, to be searched for where none may be. */
	readonly issued: string[] = [];
	private readonly tokens = new Map<string, AccessToken>();

	/** Hands out an access token that looks like PingOne's. */
	issueToken(grants: Grant[], lifetimeSeconds = HOUR_SECONDS): string {
		const token = [{ alg: 'RS256', kid: 'default' }, { exp: lifetimeSeconds }]
			.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
			.concat(randomBytes(48).toString('base64url'))
			.join('.');
		this.issued.push(token);
		this.tokens.set(token, { grants, expiresAt: Date.now() + lifetimeSeconds * 1000 });
		return token;
	}

	/** Every token that was handed out stops working. */
	expireTokens(): void {
		this.tokens.clear();
	}

	/** What a token may do, or undefined where it has expired or was never handed out. */
	grantsOf(token: string): Grant[] | undefined {
		const known = this.tokens.get(token);
		return known && known.expiresAt > Date.now() ? known.grants : undefined;
	}

	/** Resets or deletes a session. */
	endSession(session: Session): void {
		this.sessions.delete(session.id);
		this.ended.push(session);
	}

	/** What is listed for a user, newest first: at most 10, those that have expired among them. */
	listedSessions(userId: string): Session[] {
		return [...this.sessions.values(), ...(this.listsEnded ? this.ended : [])]
			.filter((session) => session.userId === userId)
			.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
			.slice(0, MOST_LISTED);
	}

	/** A session that is neither reset nor idle for too long. */
	liveSession(environmentId: string, sessionId: string): Session | undefined {
		const session = this.sessions.get(sessionId.toLowerCase());
		if (session?.environmentId !== environmentId.toLowerCase()) return undefined;
		const idleUntil = session.activeAt.getTime() + session.idleTimeoutInMinutes * 60_000;
		return idleUntil > Date.now() ? session : undefined;
	}
}
