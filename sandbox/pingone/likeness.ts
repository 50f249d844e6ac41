/** Requests that are answered as another tenant answered them; see `tenantFacts.ts`. */
import type { Express, Request, Response } from 'express';
import { ApiError, noAccess } from './apiErrors';
import { NOT_FOUND, type Asked, type RequestRule } from './likenessRuleKinds';
import { ACCESS, READ_ROLES, RULES, SEEN_ON } from './likenessRules';
import { isRefusal, observedIn, type Observed } from './likenessWords';
import { requestPattern } from './requestPattern';
import { ShownStates } from './shownStates';
import { isFactKey, type FactKey, type TenantFacts } from './tenantFacts';
import type { Tenant } from './tenant';

/** A fact that a request is about. */
interface Meant {
	/** Undefined for what the worker application may not do. */
	rule?: RequestRule;
	observed: Observed;
}

/** The body of a response that is not in PingOne's form. */
const FOREIGN_BODY = 'As another tenant.';
const NOBODY = { _embedded: { users: [] }, count: 0, size: 0 };
/** Without a role behind it: the roles could not be read. */
const ALLOWED = 'allowed';
/** For lack of a role. */
const DENIED = /^denied /;

export class Likeness {
	/** How the other tenant is. What is not among them is as the simulator has it. */
	facts: TenantFacts = {};
	private readonly states = new ShownStates();

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
		const meant: Meant[] = Object.entries(this.facts)
			.filter((fact): fact is [FactKey, string] => isFactKey(fact[0]))
			.filter(([key, text]) => isAbout(key, text, asked))
			.map(([key, text]) => ({ rule: RULES[key], observed: observedIn(text) }));
		if (meant.length > 0) asked.tenant.tokens.grantsOf(asked.request);
		// What is refused in one respect is refused, whatever else it has.
		for (const { rule, observed } of meant) {
			if (isRefusal(observed)) return refuse(observed, response);
			if (rule === undefined) throw noAccess();
		}
		// Whatever changes it may have another state shown.
		if (asked.request.method !== 'GET') this.states.forget(asked);
		this.states.showIn(response, asked);
		for (const { rule, observed } of meant) {
			if (rule !== undefined) this.answerAs(observed, rule, asked, response);
		}
	}

	/** Has the request carried out, and answers with the observed status. */
	private answerAs(
		{ status, code, words, isForeign }: Observed,
		{ effects = {}, rewrites = {}, refusal, state }: RequestRule,
		asked: Asked,
		response: Response,
	): void {
		const word = code || words;
		const rewrite = rewrites[word];
		if (rewrite !== undefined) setFilter(asked.request, rewrite(filterOf(asked.request)));
		const { end, json } = response;
		let isDone = false;
		const succeed = () => {
			if (isDone || response.statusCode >= 300) return;
			isDone = true;
			if (status !== undefined) response.statusCode = status;
			effects[word]?.(asked);
			if (state !== undefined && code !== '') this.states.set(asked, state, code);
		};
		response.json = (body) => {
			const isAccepted = response.statusCode === refusal;
			if (isAccepted) response.statusCode = status ?? 200;
			succeed();
			if (isAccepted) return response.end();
			return json.call(response, isDone && words === NOT_FOUND ? NOBODY : body);
		};
		response.end = (...content: unknown[]) => {
			succeed();
			if (isDone && (isForeign || status === 204)) {
				for (const name of ['Content-Length', 'Content-Type']) response.removeHeader(name);
			}
			const sent = isDone && isForeign ? [FOREIGN_BODY] : content;
			// The simulator has this state itself from now on.
			if (effects[word] !== undefined) this.states.forget(asked);
			return Reflect.apply(end, response, sent);
		};
	}
}

/** Whether a request is answered by this fact. */
function isAbout(key: FactKey, text: string, asked: Asked): boolean {
	const access = ACCESS[key];
	if (access === undefined) return isMeantBy(RULES[key], asked);
	if (text === ALLOWED) return asked.pattern === READ_ROLES;
	if (DENIED.test(text)) return access.test(asked.pattern);
	return !text.startsWith(ALLOWED) && isMeantBy(SEEN_ON[key], asked);
}

function isMeantBy(rule: RequestRule | undefined, asked: Asked): boolean {
	return rule?.pattern === asked.pattern && (rule.isMeant?.(asked) ?? true);
}

function askedBy(request: Request, tenant: Tenant): Asked | undefined {
	const pattern = requestPattern(request);
	return pattern && { ...pattern, tenant, request, filter: filterOf(request) };
}

function filterOf({ query }: Request): string {
	return String(query.filter ?? '');
}

/** Has the rest of the simulator see another filter; without one, none. Its links keep what was sent. */
function setFilter(request: Request, filter: string): void {
	const url = new URL(request.url, 'http://localhost');
	if (filter === '') url.searchParams.delete('filter');
	else url.searchParams.set('filter', filter);
	request.url = `${url.pathname}${url.search}`;
}

/** @throws {ApiError} unless the other tenant's response had another form. */
function refuse({ status = 0, code, detail, isForeign }: Observed, response: Response): void {
	if (isForeign) return void response.status(status).send(FOREIGN_BODY);
	const message = 'As another tenant answered.';
	const details = detail === undefined ? [] : [{ code: detail, message }];
	throw new ApiError(status, code, message, details);
}
