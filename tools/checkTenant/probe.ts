/** The form of a row in the table of probes. */
import type { Run } from './run';

export interface Probe {
	id: string;
	/** The question that the probe answers, for the report. */
	asks: string;
	/**
	 * Method, path and media type, such as `POST users/{ownUser} account.lock+json`. `{name}` is a value that
	 * an earlier probe has found. The path is below the environment, or below the API if it begins with a
	 * slash. `application/vnd.pingidentity.` is added to a media type without a slash. If PingOne refuses
	 * the first of two media types (`a or b`), the second one is sent.
	 */
	sends?: string;
	body?: object;
	/** Alternatives are separated by "or"; "2xx" is any success, "…" any text. */
	expects: string;
	/** The file of this package that relies on it. */
	reliesOn: string;
	/** The role that should suffice. */
	role: 'Identity Data Admin' | 'Environment Admin';
	/** Values without which the probe cannot run, besides those in `sends` and `body`. */
	needs?: string[];
	/** What changes something belongs to a step. Whoever runs the check is asked before each step. */
	step?: string;
	/** Describes what happened; status and error codes by default. */
	observe?: Observe;
	/** Returns values for later probes. Called after a success. */
	keeps?: (body: unknown, run: Run) => Values;
	/** How to undo it. This goes onto the undo stack before the request is sent. */
	undo?: Undo;
}

export interface Undo {
	/** For whoever has to do it by hand. */
	what: string;
	/** The ID of the probe that undoes it. */
	by: string;
	/** Finds what was created if the response was lost: list, field and value to look for, value to set. */
	find?: [list: string, field: string, value: string, id: string];
}

export interface Answer {
	status: number;
	body: unknown;
}

/** @param again sends the probe's request once more. */
export type Observe = (
	answer: Answer,
	run: Run,
	again: () => Promise<Answer>,
) => string | Promise<string>;

export type Values = Record<string, string | undefined>;

/** A probe cannot give a result. The message says why. */
export class NotTried extends Error {}

const HOUR_MS = 3_600_000;
const UNIT_MS: Record<string, number> = { m: HOUR_MS / 60, h: HOUR_MS, d: 24 * HOUR_MS };
const PLACEHOLDER = /\{(\w+)(?:([+-]\d+)([mhd]))?\}/g;

/** Returns the names of all values in a template such as `users/{ownUser}`. */
export function namesIn(template: string): string[] {
	return [...template.matchAll(PLACEHOLDER)].map(([, name]) => name).filter((one) => one !== 'now');
}

/** Fills a template; `{now-7d}` is a time. @param escape is applied to each value. */
export function filled(
	template: string,
	values: Values,
	escape: (value: string) => string = String,
): string {
	return template.replace(PLACEHOLDER, (_all, name: string, count = '0', unit = 'm') =>
		name === 'now'
			? new Date(Date.now() + Number(count) * UNIT_MS[unit]).toISOString()
			: escape(values[name] ?? ''),
	);
}

/** True if an observation is one of the expected alternatives. */
export function matches(expects: string, observed: string): boolean {
	const pattern = expects
		.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
		.replaceAll('2xx', '2\\d\\d')
		.replaceAll('…', '.*')
		.replaceAll(' or ', '|');
	return new RegExp(`^(?:${pattern})$`).test(observed);
}
