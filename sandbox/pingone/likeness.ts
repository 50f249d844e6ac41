/** Requests that are answered as another tenant answered them; see `tenantFacts.ts`. */
import type { Express, Request, Response } from 'express';
import { ApiError, noAccess } from './apiErrors';
import { ACCESS, RULES, type Asked, type RequestRule } from './likenessRules';
import { isJsonObject } from './requestBody';
import { requestPattern } from './requestPattern';
import { isFactKey, type FactKey, type TenantFacts } from './tenantFacts';
import type { Tenant } from './tenant';

/** What was observed: a status, and PingOne's codes or a word. */
interface Observed {
	status?: number;
	/** A code of an error, or what is so afterwards; empty for none. */
	code: string;
	detail?: string;
	/** What is no code. */
	words: string;
}

const OBSERVED = /^(?:(\d{3}) ?)?(?:([A-Z_]+)(?:\/([A-Z_]+))?$)?(.*)$/;

export class Likeness {
	/** How the other tenant is. What is not among them is as the simulator has it. */
	facts: TenantFacts = {};

	constructor(private readonly tenant: () => Tenant) {}

	addRoutes(app: Express): void {
		app.use((request, response, next) => {
			// Most simulators are like no other tenant.
			if (Object.keys(this.facts).length === 0) return next();
			const asked = askedBy(request, this.tenant());
			if (asked !== undefined) this.apply(asked, response);
			if (!response.writableEnded) next();
		});
	}

	/** @throws the error that the other tenant would answer with. */
	private apply(asked: Asked, response: Response): void {
		const meant = Object.entries(this.facts)
			.filter((fact): fact is [FactKey, string] => isFactKey(fact[0]))
			.filter(([key, observed]) => isAbout(key, observed, asked));
		if (meant.length === 0) return;
		asked.tenant.tokens.grantsOf(asked.request);
		const all = meant.map(([key, text]) => ({ rule: RULES[key], observed: parsed(text) }));
		// What is refused in one respect is refused, whatever else it has.
		const [{ rule, observed }] = [...all.filter(isRefusal), ...all];
		if (rule === undefined) throw noAccess();
		answerAs(observed, rule, asked, response);
	}
}

/** Whether a request is answered by this fact. */
function isAbout(key: FactKey, observed: string, asked: Asked): boolean {
	if (ACCESS[key]) return observed.startsWith('denied') && ACCESS[key].test(asked.pattern);
	const rule = RULES[key];
	return rule?.pattern === asked.pattern && (rule.isMeant?.(asked) ?? true);
}

function askedBy(request: Request, tenant: Tenant): Asked | undefined {
	const pattern = requestPattern(request);
	return pattern && { ...pattern, tenant, request, filter: String(request.query.filter ?? '') };
}

/** Does nothing, for an error; else has the request carried out, and answers with the observed status. */
function answerAs(
	{ status, code, detail, words }: Observed,
	{ effects = {}, refusal, stateIn }: RequestRule,
	asked: Asked,
	response: Response,
): void {
	if (status !== undefined && status >= 300) {
		if (words === '') throw errorOf(status, code, detail);
		response.status(status).send('As another tenant.');
		return;
	}
	if (words === 'not found') {
		response.json({ _embedded: { users: [] }, count: 0, size: 0 });
		return;
	}
	const { end, json } = response;
	response.json = (body) => {
		if (response.statusCode !== refusal) {
			// The state is changed when the response ends.
			const state = isJsonObject(body) ? stateIn?.(body) : undefined;
			if (isJsonObject(state) && effects[code]) state.status = code;
			return json.call(response, body);
		}
		response.statusCode = status ?? response.statusCode;
		return response.end();
	};
	response.end = (...content: unknown[]) => {
		if (response.statusCode < 300) {
			if (status !== undefined) response.statusCode = status;
			if (status === 204)
				for (const name of ['Content-Length', 'Content-Type']) response.removeHeader(name);
			effects[code || words]?.(asked);
		}
		return Reflect.apply(end, response, content);
	};
}

function isRefusal({ rule, observed }: { rule?: RequestRule; observed: Observed }): boolean {
	return rule === undefined || (observed.status ?? 0) >= 300;
}

function parsed(text: string): Observed {
	const [, status, code = '', detail, words = ''] = OBSERVED.exec(text) ?? [];
	return { status: status === undefined ? undefined : Number(status), code, detail, words };
}

function errorOf(status: number, code: string, detail?: string): ApiError {
	const message = 'As another tenant answered.';
	const details = detail === undefined ? [] : [{ code: detail, message }];
	return new ApiError(status, code, message, details);
}
