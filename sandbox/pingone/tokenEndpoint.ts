import { timingSafeEqual } from 'node:crypto';
import type { Express, Request, Response } from 'express';
import { notFound, TokenError, wrongMethod } from './apiErrors';
import { ADMINISTRATORS_ID } from './seededIds';
import type { Tenant, Worker } from './tenant';

const FORM = /^application\/x-www-form-urlencoded(;|$)/;

interface ClientSecret {
	id: string;
	secret: string;
	sentAs: Worker['authentication'];
}

/** Hands out tokens to worker applications, as PingOne's authorization server does. */
export function addTokenEndpoint(app: Express, tenant: Tenant): void {
	const answer = (request: Request, response: Response, environmentId: string) => {
		if (!tenant.environments.has(environmentId)) throw notFound();
		const { grants, tokenLifetimeSeconds } = workerOf(tenant, environmentId, request);
		response.json({
			access_token: tenant.issueToken(grants, tokenLifetimeSeconds),
			token_type: 'Bearer',
			expires_in: tokenLifetimeSeconds,
		});
	};
	const refuse = () => {
		throw wrongMethod();
	};
	app
		.route('/:environmentId/as/token')
		.post((request, response) => answer(request, response, request.params.environmentId))
		.all(refuse);
	// A custom domain belongs to one environment, which PingOne leaves out of its paths.
	app
		.route('/as/token')
		.post((request, response) => answer(request, response, ADMINISTRATORS_ID))
		.all(refuse);
}

function workerOf(tenant: Tenant, environmentId: string, request: Request): Worker {
	if (!FORM.test(request.headers['content-type'] ?? '')) {
		throw new TokenError(400, 'invalid_request', 'The content type must be form-urlencoded');
	}
	const form = new URLSearchParams(String(request.body));
	if (form.get('grant_type') !== 'client_credentials') {
		throw new TokenError(400, 'unsupported_grant_type', 'Unsupported grant type');
	}
	const { id, secret, sentAs } = clientSecretIn(request, form);
	const worker = tenant.workers.get(id);
	if (worker?.environmentId !== environmentId || !isSame(worker.clientSecret, secret)) {
		throw new TokenError(401, 'invalid_client', 'Request denied: Invalid client credentials');
	}
	if (worker.authentication !== sentAs) {
		const denied = 'Request denied: Unsupported authentication method';
		throw new TokenError(401, 'invalid_client', denied);
	}
	return worker;
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
