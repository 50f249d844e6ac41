/** All issues of a Jira, and the interface to them. */
import type { Express, Request } from 'express';
import { isJsonObject, type JsonObject } from '../../../../simulator/requestBody';
import { refused } from './apiError';
import { checkedText, textOfDocument } from './commentBody';
import { commentJson, edit, issueJson, newIssue, statusJson, type Issue } from './issue';
import type { Webhooks } from './webhooks';

const FIRST_ID = 20_001;
const PATH = '/rest/api/2/issue';

export class Issues {
	private readonly all: Issue[] = [];
	private lastCommentId = 10_000;

	/**
	 * @param site Jira's address; no slash at the end.
	 * @param account who does everything.
	 */
	constructor(
		private readonly site: string,
		private readonly account: JsonObject,
		private readonly webhooks: Webhooks,
	) {}

	/** @throws 400 where Jira does not take a field. */
	create(fields: unknown): Issue {
		const count = this.all.length;
		const issue = newIssue(String(FIRST_ID + count), count + 1, fields);
		this.all.push(issue);
		this.announce('jira:issue_created', issue);
		return issue;
	}

	/** @throws 400 where Jira does not take a field. */
	edit(issue: Issue, fields: JsonObject): void {
		edit(issue, fields);
		if (Object.keys(fields).length > 0) this.announce('jira:issue_updated', issue);
	}

	addRoutes(app: Express): void {
		app.post(PATH, ({ body }, response) => {
			const { id, key } = this.create(isJsonObject(body) ? body.fields : undefined);
			response.status(201).json({ id, key, self: `${this.site}${PATH}/${id}` });
		});
		const path = `${PATH}/:issue`;
		app.get(path, (request, response) => void response.json(this.json(this.named(request))));
		app.put(path, (request, response) => {
			const issue = this.named(request);
			if (!isJsonObject(request.body?.fields)) throw refused('one of fields or update is required');
			this.edit(issue, request.body.fields);
			response.sendStatus(204);
		});
		app.get(`${path}/transitions`, (request, response) => {
			const transitions = openTo(this.named(request));
			const listed = transitions.map(({ id, name, to }) => ({ id, name, to: statusJson(to) }));
			response.json({ expand: 'transitions', transitions: listed });
		});
		app.post(`${path}/transitions`, (request, response) => {
			this.move(this.named(request), request.body?.transition?.id);
			response.sendStatus(204);
		});
		app.post('/rest/api/:version/issue/:issue/comment', (request, response) => {
			const issue = this.named(request);
			const isDocument = request.params.version === '3';
			const text = (isDocument ? textOfDocument : checkedText)(request.body?.body);
			const comment = { id: String(++this.lastCommentId), text, createdAt: new Date() };
			issue.comments.push(comment);
			response.status(201).json(commentJson(comment));
		});
	}

	private move(issue: Issue, transitionId: unknown): void {
		if (transitionId === undefined) throw refused("Missing 'transition' identifier");
		const transition = openTo(issue).find(({ id }) => id === String(transitionId));
		if (!transition) throw refused(`Transition id '${transitionId}' is not valid for this issue.`);
		issue.status = transition.to;
		this.announce('jira:issue_updated', issue);
	}

	private named({ params }: Request): Issue {
		const issue = this.all.find(({ id, key }) => [id, key].includes(String(params.issue)));
		if (issue) return issue;
		throw refused('Issue does not exist or you do not have permission to see it.', 404);
	}

	private announce(event: string, issue: Issue): void {
		const type = event === 'jira:issue_created' ? 'issue_created' : 'issue_generic';
		const body = { issue_event_type_name: type, user: this.account, issue: this.json(issue) };
		this.webhooks.deliver(event, issue, body);
	}

	private json(issue: Issue): JsonObject {
		return issueJson(issue, this.site, this.account);
	}
}

/** Returns the statuses that an issue can move to. */
function openTo({ type, status }: Issue) {
	return type.transitions.filter(({ from }) => from.includes(status));
}
