/** Issues and their JSON. */
import { isJsonObject, type JsonObject } from '../../../../simulator/requestBody';
import { invalidFields } from './apiError';
import { PROJECTS, TO_DO, type IssueType, type Project, type Status } from './site';

export interface Comment {
	id: string;
	text: string;
	createdAt: Date;
}

export interface Issue {
	id: string;
	key: string;
	project: Project;
	type: IssueType;
	status: Status;
	summary: string;
	labels: string[];
	/** Texts by the ID of the field, without empty ones. */
	customFields: Record<string, string>;
	comments: Comment[];
	createdAt: Date;
}

const MAX_SUMMARY = 255;

/**
 * A new issue of the fields that were sent.
 *
 * @throws 400 with a sentence for each field that Jira does not take.
 */
export function newIssue(id: string, number: number, fields: unknown): Issue {
	if (!isJsonObject(fields)) throw invalidFields({ project: 'Specify a valid project ID or key' });
	const project = PROJECTS.find((one) => isNamed(fields.project, [one.id, one.key]));
	if (!project) throw invalidFields({ project: 'Specify a valid project ID or key' });
	const type = project.issueTypes.find((one) => isNamed(fields.issuetype, [one.id, one.name]));
	if (!type) throw invalidFields({ issuetype: 'Specify a valid issue type' });
	const issue: Issue = {
		...{ id, key: `${project.key}-${number}`, project, type },
		...{ status: TO_DO, summary: '', labels: [], customFields: {}, comments: [] },
		createdAt: new Date(),
	};
	const { project: _project, issuetype: _type, ...others } = fields;
	edit(issue, { summary: undefined, ...others });
	return issue;
}

/**
 * Changes fields of an issue: all that were sent, or none.
 *
 * @throws 400 with a sentence for each field that Jira does not take.
 */
export function edit(issue: Issue, fields: JsonObject): void {
	const errors = Object.entries(fields).flatMap(([name, value]) => {
		const reason = reasonAgainst(issue, name, value);
		return reason === undefined ? [] : [[name, reason]];
	});
	if (errors.length > 0) throw invalidFields(Object.fromEntries(errors));
	for (const [name, value] of Object.entries(fields)) {
		if (name === 'summary') issue.summary = String(value);
		else if (name === 'labels') issue.labels = Array.isArray(value) ? value.map(String) : [];
		else if (typeof value === 'string' && value !== '') issue.customFields[name] = value;
		else delete issue.customFields[name];
	}
}

function reasonAgainst(issue: Issue, name: string, value: unknown): string | undefined {
	if (name === 'summary') {
		if (typeof value !== 'string' || value.trim() === '')
			return 'You must specify a summary of the issue.';
		if (/[\r\n]/.test(value))
			return 'The summary is invalid because it contains newline characters.';
		return value.length > MAX_SUMMARY
			? `Summary must be less than ${MAX_SUMMARY} characters.`
			: undefined;
	}
	if (name === 'labels') {
		if (!Array.isArray(value) || value.some((label) => typeof label !== 'string'))
			return 'data was not an array of strings';
		const spaced = value.find((label) => /\s/.test(label));
		return spaced && `The label '${spaced}' contains spaces which is invalid.`;
	}
	if (!(name in issue.project.customFields))
		return `Field '${name}' cannot be set. It is not on the appropriate screen, or unknown.`;
	return value === null || typeof value === 'string'
		? undefined
		: 'Operation value must be a string';
}

/** True if a value such as `{ key: 'HR' }` matches one of these by any of its keys. */
function isNamed(value: unknown, names: string[]): boolean {
	return isJsonObject(value) && Object.values(value).some((name) => names.includes(String(name)));
}

/** An issue as Jira's interface and its events have it. */
export function issueJson(issue: Issue, site: string, reporter: JsonObject): JsonObject {
	const { id, key, project, type, status, summary, labels, customFields, comments } = issue;
	const empty = Object.keys(project.customFields).map((field) => [field, null]);
	return {
		id,
		self: `${site}/rest/api/2/issue/${id}`,
		key,
		fields: {
			summary,
			labels,
			project: { id: project.id, key: project.key, name: project.name },
			issuetype: { id: type.id, name: type.name, subtask: false },
			status: statusJson(status),
			reporter,
			created: issue.createdAt.toISOString(),
			comment: { comments: comments.map(commentJson), total: comments.length, startAt: 0 },
			...Object.fromEntries(empty),
			...customFields,
		},
	};
}

export function statusJson({ id, name, category }: Status): JsonObject {
	return { id, name, statusCategory: { key: category } };
}

export function commentJson({ id, text, createdAt }: Comment): JsonObject {
	return { id, body: text, created: createdAt.toISOString() };
}
