/** Worker applications, and the token endpoint that gives them access tokens. */
import { timingSafeEqual } from 'node:crypto';
import type { Express, Request, Response } from 'express';
import type { AccessTokens, Grant } from './accessTokens';
import { notFound, TokenError } from '../apiErrors';
import type { Environments } from '../environments';
import { refuseMethod, Resource } from '../resource';
import { ADMINISTRATORS_ID } from '../seed/seededIds';

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

const FORM = /^application\/x-www-form-urlencoded(;|$)/;

interface ClientSecret {
	id: string;
	secret: string;
	sentAs: Worker['authentication'];
}

/** Worker applications by client ID. */
export class Workers extends Resource<Worker> {
	constructor(
		private readonly environments: Environments,
		private readonly tokens: AccessTokens,
	) {
		super();
	}

	override addRoutes(app: Express): void {
		app
			.route('/:environmentId/as/token')
			.post((request, response) => this.sendToken(request, response, request.params.environmentId))
			.all(refuseMethod);
		// A custom domain belongs to one environment, which PingOne leaves out of its paths.
		app
			.route('/as/token')
			.post((request, response) => this.sendToken(request, response, ADMINISTRATORS_ID))
			.all(refuseMethod);
	}

	private sendToken(request: Request, response: Response, environmentId: string): void {
		if (!this.environments.has(environmentId)) throw notFound();
		const { grants, tokenLifetimeSeconds, clientId } = this.authenticated(request, environmentId);
		response.json({
			access_token: this.tokens.issue(grants, tokenLifetimeSeconds, clientId),
			token_type: 'Bearer',
			expires_in: tokenLifetimeSeconds,
		});
	}

	/** @throws an OAuth error where the request is not a worker's of this environment. */
	private authenticated(request: Request, environmentId: string): Worker {
		if (!FORM.test(request.headers['content-type'] ?? '')) {
			throw new TokenError(400, 'invalid_request', 'The content type must be form-urlencoded');
		}
		const form = new URLSearchParams(String(request.body));
		if (form.get('grant_type') !== 'client_credentials') {
			throw new TokenError(400, 'unsupported_grant_type', 'Unsupported grant type');
		}
		const { id, secret, sentAs } = clientSecretIn(request, form);
		const worker = this.get(id);
		if (worker?.environmentId !== environmentId || !isSame(worker.clientSecret, secret)) {
			throw new TokenError(401, 'invalid_client', 'Request denied: Invalid client credentials');
		}
		if (worker.authentication !== sentAs) {
			const denied = 'Request denied: Unsupported authentication method';
			throw new TokenError(401, 'invalid_client', denied);
		}
		return worker;
	}
}

function clientSecretIn({ headers }: Request, form: URLSearchParams): ClientSecret {
	const [, basic] = /^Basic (\S+)$/.exec(headers.authorization ?? '') ?? [];
	if (basic === undefined) {
		const [id, secret] = [form.get('client_id') ?? '', form.get('client_secret') ?? ''];
		return { id, secret, sentAs: 'post' };
	}
	const [id, secret = ''] = Buffer.from(basic, 'base64').toString().split(':');
	return { id, secret, sentAs: 'basic' };
}

function isSame(expected: string, given: string): boolean {
	const [a, b] = [Buffer.from(expected), Buffer.from(given)];
	return a.length === b.length && timingSafeEqual(a, b);
}
