/** The part of JQL that filters of webhooks use: `field = value AND …`. */
import { refused } from './apiError';
import type { Issue } from './issue';

/** The values of an issue that a field's clause may name. */
const FIELDS: Record<string, (issue: Issue) => string[]> = {
	project: ({ project }) => [project.key, project.name, project.id],
	issuetype: ({ type }) => [type.name, type.id],
	status: ({ status }) => [status.name, status.id],
	labels: ({ labels }) => labels,
};

const AND = /\s+and\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/i;
const CLAUSE = /^\s*(\w+)\s*=\s*(?:"([^"]*)"|([^\s"]+))\s*$/;

/**
 * True if an issue matches; an empty query matches all.
 *
 * @throws 400 where this is no query.
 */
export function compiledJql(jql: string): (issue: Issue) => boolean {
	if (jql.trim() === '') return () => true;
	const clauses = jql.split(AND).map((clause) => {
		const [, field = '', quoted, bare] = CLAUSE.exec(clause) ?? [];
		const valuesOf = FIELDS[field.toLowerCase()];
		if (!valuesOf) throw refused(`Error in the JQL Query: ${clause}`);
		const expected = (quoted ?? bare).toLowerCase();
		return (issue: Issue) => valuesOf(issue).some((value) => value.toLowerCase() === expected);
	});
	return (issue) => clauses.every((fits) => fits(issue));
}
