/** The access tokens that PingOne handed out, and what each may do. */
import { randomBytes } from 'node:crypto';
import type { Request } from 'express';
import { noToken } from '../apiErrors';

/** A role that a token's application holds in one environment. */
export interface Grant {
	role: 'Identity Data Admin' | 'Environment Admin';
	environmentId: string;
}

interface AccessToken {
	grants: Grant[];
	expiresAt: number;
	clientId?: string;
}

const HOUR_SECONDS = 3600;

export class AccessTokens {
	/** All tokens that were handed out, so that tests can search for leaks. */
	readonly issued: string[] = [];
	private readonly valid = new Map<string, AccessToken>();

	/**
	 * Hands out a token that looks like PingOne's.
	 *
	 * @param clientId of the application that gets it; it is an administrator's own where left out.
	 */
	issue(grants: Grant[], lifetimeSeconds = HOUR_SECONDS, clientId?: string): string {
		const token = [{ alg: 'RS256', kid: 'default' }, { exp: lifetimeSeconds }]
			.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
			.concat(randomBytes(48).toString('base64url'))
			.join('.');
		this.issued.push(token);
		this.valid.set(token, { grants, expiresAt: Date.now() + lifetimeSeconds * 1000, clientId });
		return token;
	}

	/** Invalidates all tokens. */
	expireAll(): void {
		this.valid.clear();
	}

	/** @throws 401 where the request has no valid token. */
	grantsOf(request: Request): Grant[] {
		const found = this.tokenOf(request);
		if (found === undefined || found.expiresAt <= Date.now()) throw noToken();
		return found.grants;
	}

	/** The application that sends a request. */
	clientIdOf(request: Request): string | undefined {
		return this.tokenOf(request)?.clientId;
	}

	private tokenOf({ headers }: Request): AccessToken | undefined {
		const [, token = ''] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
		return this.valid.get(token);
	}
}
