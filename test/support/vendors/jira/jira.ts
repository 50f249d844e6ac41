/**
 * Jira Cloud, as far as n8n's Jira nodes and the examples use it. Modelled on Atlassian's reference
 * of the REST interface (versions 2 and 3), on its page on webhooks of administrators, and on what
 * n8n 2.41.1 sends. Texts of errors are Jira's where they were found, else in its style.
 */
import { randomBytes } from 'node:crypto';
import express, { type NextFunction, type Request, type Response } from 'express';
import { LoopbackServer } from '../../../../simulator/loopbackServer';
import { applyFault, Faults } from '../../../../simulator/faults';
import type { JsonObject } from '../../../../simulator/requestBody';
import { waitUntil } from '../../waitUntil';
import { JiraError, refused } from './apiError';
import type { Issue } from './issue';
import { Issues } from './issues';
import { EMAIL_FIELD, PROJECTS } from './site';
import { Webhooks } from './webhooks';
import type { Vendor, VendorCredential } from '../vendor';

export type { Issue } from './issue';
export { EMAIL_FIELD } from './site';

const COMMENTED_WITHIN_MS = 60_000;

/** An administrator, as registering webhooks wants it. */
const ACCOUNT = {
	accountId: '5b10a2844c20165700ede21g',
	emailAddress: 'n8n@acme.example',
	displayName: 'n8n',
	active: true,
};

/** The fields of a new issue. */
export interface IssueForm {
	project: string;
	issuetype: string;
	summary: string;
	/** The address of the user that the issue is about. */
	email?: string;
}

export class Jira implements Vendor {
	readonly faults = new Faults();
	readonly webhooks = new Webhooks();
	readonly credential: VendorCredential;
	private readonly issues: Issues;
	/** Email and API token for basic authentication. */
	private readonly login: string;

	private constructor(
		private readonly server: LoopbackServer,
		/** The URL without a slash at the end. */
		readonly url: string,
	) {
		const apiToken = randomBytes(24).toString('base64url');
		const data = { email: ACCOUNT.emailAddress, apiToken, domain: url };
		this.credential = { type: 'jiraSoftwareCloudApi', name: 'Jira', data };
		this.login = `${ACCOUNT.emailAddress}:${apiToken}`;
		this.issues = new Issues(url, ACCOUNT, this.webhooks);
	}

	static async start(): Promise<Jira> {
		const app = express();
		const server = await LoopbackServer.start(app);
		const jira = new Jira(server, server.url);
		jira.addRoutes(app);
		return jira;
	}

	/** Creates an issue as a person does on Jira's screen. */
	createIssue(form: IssueForm): Issue {
		return this.issues.create(fieldsOf(form));
	}

	/** The command that creates an issue by Jira's interface, with all that it needs. */
	createIssueCommand(form: IssueForm): string {
		const body = JSON.stringify({ fields: fieldsOf(form) });
		return `curl -u ${this.login} -H 'Content-Type: application/json' -d '${body}' ${this.url}/rest/api/2/issue`;
	}

	/** Changes the email field of an issue, as a person does. */
	editEmail(issue: Issue, email: string): void {
		this.issues.edit(issue, { [EMAIL_FIELD]: email });
	}

	/** Waits for so many comments on an issue, and returns the texts of all, oldest first. */
	async commentsOn({ key, comments }: Issue, count = 1): Promise<string[]> {
		const found = () => comments.length >= count && comments.map(({ text }) => text);
		return await waitUntil(`comment number ${count} on ${key}`, found, COMMENTED_WITHIN_MS);
	}

	async stop(): Promise<void> {
		await this.webhooks.settled();
		await this.server.stop();
	}

	private addRoutes(app: express.Express): void {
		app.disable('x-powered-by').disable('etag');
		app.use((request, response, next) => {
			const fault = this.faults.faultFor(`${request.method} ${request.originalUrl}`);
			if (fault) applyFault(fault, response, next);
			else next();
		});
		const expected = `Basic ${Buffer.from(this.login).toString('base64')}`;
		app.use((request, response, next) => {
			if (request.headers.authorization === expected) return next();
			response.status(401).send('Client must be authenticated to access this resource.');
		});
		app.use(express.json());
		const site = { baseUrl: this.url, deploymentType: 'Cloud', versionNumbers: [1001, 0, 0] };
		app.get('/rest/api/2/serverInfo', (_request, response) => void response.json(site));
		app.get('/rest/api/2/myself', (_request, response) => void response.json(ACCOUNT));
		app.get('/rest/api/2/issuetype', (_request, response) => {
			const types = PROJECTS.flatMap(({ issueTypes }) => issueTypes);
			response.json(types.map(({ id, name }) => ({ id, name, subtask: false })));
		});
		this.issues.addRoutes(app);
		this.webhooks.addRoutes(app, this.url);
		app.use(() => {
			throw refused('There is nothing at this address.', 404);
		});
		app.use(sendError);
	}
}

function fieldsOf({ project, issuetype, summary, email }: IssueForm): JsonObject {
	const named = { project: { key: project }, issuetype: { name: issuetype }, summary };
	return { ...named, ...(email !== undefined && { [EMAIL_FIELD]: email }) };
}

function sendError(error: unknown, _request: Request, response: Response, next: NextFunction) {
	if (!(error instanceof JiraError)) return next(error);
	response.status(error.status).json(error.body);
}
