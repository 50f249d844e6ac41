/** Requests that are answered as another tenant answered them; see `tenantFacts.ts`. */
import type { Express, Request, Response } from 'express';
import { ApiError, noAccess } from './apiErrors';
import { ACCESS, RULES, type Asked, type RequestRule } from './likenessRules';
import { requestPattern } from './requestPattern';
import { isFactKey, type TenantFacts } from './tenantFacts';
import type { Tenant } from './tenant';

const RESPONSE = /^(?:(\d{3}) ?)?(?:([A-Z_]+)(?:\/([A-Z_]+))?$)?(.*)$/;

export class Likeness {
	/** How the other tenant is. What is not among them is as the simulator has it. */
	facts: TenantFacts = {};

	constructor(private readonly tenant: () => Tenant) {}

	addRoutes(app: Express): void {
		app.use((request, response, next) => {
			const asked = askedBy(request, this.tenant());
			if (asked !== undefined) this.apply(asked, response);
			if (!response.writableEnded) next();
		});
	}

	/** @throws the error that the other tenant would answer with. */
	private apply(asked: Asked, response: Response): void {
		const { tenant, request, pattern } = asked;
		for (const [key, observed] of Object.entries(this.facts)) {
			if (!isFactKey(key)) continue;
			if (observed.startsWith('denied') && ACCESS[key]?.test(pattern)) {
				tenant.environments.requireToken(request);
				throw noAccess();
			}
			const rule = RULES[key];
			if (rule?.pattern !== pattern || rule.isMeant?.(asked) === false) continue;
			tenant.environments.requireToken(request);
			return answerAs(observed, rule, asked, response);
		}
	}
}

function askedBy(request: Request, tenant: Tenant): Asked | undefined {
	const pattern = requestPattern(request);
	return pattern && { ...pattern, tenant, request, filter: String(request.query.filter ?? '') };
}

/**
 * Does nothing and throws, for an error; else has the request carried out, if that is possible, and
 * answers with the observed status.
 */
function answerAs(
	observed: string,
	{ effects = {} }: RequestRule,
	asked: Asked,
	response: Response,
): void {
	const [, status, code = '', detail, words] = RESPONSE.exec(observed) ?? [];
	if (Number(status) >= 300 && words === '') throw errorOf(Number(status), code, detail);
	if (Number(status) >= 300) return void response.status(Number(status)).send('As another tenant.');
	const effect = effects[code || words];
	const { end } = response;
	response.end = (...content: unknown[]) => {
		effect?.(asked);
		return Reflect.apply(end, response, content);
	};
	if (words === 'not found') response.json({ _embedded: { users: [] }, count: 0, size: 0 });
	if (status !== undefined && !response.writableEnded) keepStatus(response, Number(status));
}

/** Whatever comes of the request: what the simulator refuses is answered without a body. */
function keepStatus(response: Response, status: number): void {
	let isRefused = false;
	const { json } = response;
	response.statusCode = status;
	response.status = (code) => {
		isRefused = code >= 300;
		return response;
	};
	response.json = (body) => (isRefused ? response.end() : json.call(response, body));
}

function errorOf(status: number, code: string, detail?: string): ApiError {
	const message = 'As another tenant answered.';
	return new ApiError(
		status,
		code,
		message,
		detail === undefined ? [] : [{ code: detail, message }],
	);
}
