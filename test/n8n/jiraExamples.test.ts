import axios from 'axios';
import { outputOf, type Execution, type StoredWorkflow } from '../support/product';
import { EMAIL_FIELD, Jira, MailServer, type Issue, type Message } from '../support/vendors';
import { waitUntil } from '../support/waitUntil';
import { linkOf, open } from './emailLinks';
import { importExample } from './importExample';
import { sandboxForAll } from './sandboxForAll';
import { usersIn } from './usersIn';

const sandbox = sandboxForAll();
const { countSessionsOf: sessionsOf, isEnabled } = usersIn(sandbox);

const ENDED_WITHIN_MS = 60_000;
/** n8n looks every minute for executions whose time is over. */
const TIMED_OUT_WITHIN_MS = 120_000;

let jira: Jira;
let mail: MailServer;

beforeAll(async () => {
	jira = await Jira.start();
	mail = await MailServer.start();
});

afterAll(async () => {
	await jira.stop();
	await mail.stop();
});

/** Returns the requests to PingOne after the first N; token requests count. */
function sentSince(count: number) {
	return sandbox().simulator.received.slice(count);
}

/** Runs what makes so many more executions of a workflow, and waits for their end; newest first. */
async function executionsAfter(
	workflow: StoredWorkflow,
	start: () => unknown,
	count = 1,
): Promise<Execution[]> {
	const { executions } = sandbox().client;
	const before = (await executions.ids(workflow)).length;
	await start();
	const ids = await waitUntil(
		'further execution',
		async () => {
			const found = await executions.ids(workflow);
			return found.length >= before + count && found.slice(0, count);
		},
		ENDED_WITHIN_MS,
	);
	return await Promise.all(ids.map(async (id) => await executions.get(id)));
}

/** n8n has its webhook removed from Jira a moment later. */
async function unpublish(workflow: StoredWorkflow): Promise<void> {
	await sandbox().client.workflows.unpublish(workflow);
	await waitUntil('removed webhook', () => jira.webhooks.size === 0, ENDED_WITHIN_MS);
}

/** Sends an event to the only registered webhook, as somebody who knows its address can. */
async function forge(body: object): Promise<void> {
	const [{ url }] = [...jira.webhooks.values()];
	await axios.post(url, body, { proxy: false });
}

/** Checks that an event about an issue fails visibly, and that nothing comes of it. */
async function failsWith(workflow: StoredWorkflow, { key, comments }: Issue): Promise<void> {
	const before = sandbox().simulator.received.length;
	const [execution] = await executionsAfter(workflow, async () => await forge({ issue: { key } }));
	expect(execution.status).toBe('error');
	expect(execution.data.resultData.lastNodeExecuted).toBe('Refuse the event');
	expect(ranNodes(execution)).toContain('Read the issue');
	expect(sentSince(before)).toEqual([]);
	expect(comments).toEqual([]);
}

function ranNodes({ data }: Execution): string[] {
	return Object.keys(data.resultData.runData);
}

describe('the example for a leaver, started by an issue in Jira', () => {
	/** Settings in a case that differs from Jira's: its filters ignore case. */
	const SETTINGS = {
		projectKey: 'hr',
		issueType: 'LEAVER',
		emailField: EMAIL_FIELD,
		doneStatus: 'Done',
	};
	let workflow: StoredWorkflow;

	beforeAll(async () => {
		const chosen = { vendors: [jira], settings: SETTINGS };
		workflow = await importExample(sandbox(), '6-jira-leaver.json', chosen);
		await sandbox().client.workflows.publish(workflow);
	});

	afterAll(async () => {
		await unpublish(workflow);
	});

	function leaver(email?: string): Issue {
		return jira.createIssue({ project: 'HR', issuetype: 'Leaver', summary: 'A leaver', email });
	}

	async function moved(issue: Issue): Promise<void> {
		await waitUntil('finished issue', () => issue.status.name === 'Done', ENDED_WITHIN_MS);
	}

	it('disables the user, ends all sessions, comments on the issue and moves it to Done', async () => {
		const before = sandbox().simulator.received.length;
		const issue = leaver(' jane.doe@acme.example ');
		expect(await jira.commentsOn(issue)).toEqual([
			expect.stringMatching(
				/^The user jane\.doe \(jane\.doe@acme\.example\) was disabled in PingOne\. Sessions ended: 2\. Time: \d{4}-\d\d-\d\d [\d:]{8} UTC\.$/,
			),
		]);
		await moved(issue);
		expect(isEnabled('jane.doe')).toBe(false);
		expect(sessionsOf('jane.doe')).toBe(0);
		const ids = sentSince(before)
			.filter(({ method }) => method !== 'GET')
			.map(({ headers }) => headers['x-ping-external-transaction-id']);
		expect(ids).toEqual(expect.arrayContaining([issue.key, issue.key, issue.key]));
		const execution = await sandbox().client.executions.newest(workflow);
		expect(execution).toMatchObject({ status: 'success', mode: 'webhook' });
		expect(issue.comments).toHaveLength(1);
	});

	it('does nothing where the event arrives again', async () => {
		const before = sandbox().simulator.received.length;
		const [execution] = await executionsAfter(workflow, () => jira.webhooks.redeliver());
		expect(execution.status).toBe('success');
		expect(outputOf(execution, 'Nothing to do')).toHaveLength(1);
		expect(sentSince(before)).toEqual([]);
	});

	it('does no harm where the event arrives twice at once', async () => {
		let issue!: Issue;
		const twice = () => {
			issue = leaver('mei.lin@acme.example');
			jira.webhooks.redeliver();
		};
		const executions = await executionsAfter(workflow, twice, 2);
		expect(executions.map(({ status }) => status)).toEqual(['success', 'success']);
		expect(issue.status.name).toBe('Done');
		expect(isEnabled('mei.lin')).toBe(false);
		expect(issue.comments[0].text).toMatch(/^The user mei\.lin/);
	});

	it.each([
		['another project', { project: 'HELP', issuetype: 'Question' }],
		['another type', { project: 'HR', issuetype: 'Leaver with handover' }],
	])('is not started by an issue of %s', (_, kind) => {
		const before = jira.webhooks.delivered.length;
		jira.createIssue({ ...kind, summary: 'Not a leaver', email: 'luis.ortega@acme.example' });
		expect(jira.webhooks.delivered).toHaveLength(before);
	});

	it.each([
		['no email', undefined, /^Nothing was done in PingOne: the field customfield_10050 .* has no/],
		['blanks', '  ', /^Nothing was done in PingOne/],
		['no address', 'Jane Doerr', /^Nothing was done in PingOne/],
		[
			'an unknown email',
			'nobody@acme.example',
			/No user in environment .* Then create a new issue/,
		],
		['an email of two users', 'front.desk@acme.example', /front\.desk\.2/],
		['a filter instead', '"or@email" or enabled eq true', /^Nothing was done in PingOne/],
	])(
		'says what to do where the field has %s, and leaves the issue open',
		async (_, email, says) => {
			const before = sandbox().simulator.received.length;
			const issue = leaver(email);
			const [comment] = await jira.commentsOn(issue);
			expect(comment).toMatch(says);
			const execution = await sandbox().client.executions.newest(workflow);
			expect(execution.status).toBe('success');
			expect(issue.status.name).toBe('To Do');
			const changes = sentSince(before).filter(
				({ method, path }) => method !== 'GET' && path.startsWith('/v1/'),
			);
			expect(changes).toEqual([]);
		},
	);

	it.each([
		['denies access', { status: 403, body: { code: 'ACCESS_FAILED' } }, /role/],
		['is down', { status: 503, headers: { 'Retry-After': '3600' } }, /503|not available|later/i],
	])('says what to do where PingOne %s', async (_, response, says) => {
		const repair = sandbox().simulator.faults.inject({ fault: { response }, on: /\/users/ });
		const issue = leaver('priya.raghunathan@acme.example');
		const [comment] = await jira.commentsOn(issue).finally(repair);
		expect(comment).toMatch(/^The user with the email priya\.raghunathan@acme\.example could not/);
		expect(comment).toMatch(says);
		await sandbox().client.executions.newest(workflow);
		expect(issue.status.name).toBe('To Do');
		expect(isEnabled('priya.raghunathan')).toBe(true);
	});

	it('asks a person to move an issue that cannot go to Done from its status', async () => {
		const transitions = [{ id: '11', name: 'Start', to: { name: 'In Progress' } }];
		const response = { status: 200, body: { transitions } };
		jira.faults.inject({ fault: { response }, on: /^GET .*\/transitions/, times: 1 });
		const issue = leaver('tomasz.wisniewski@acme.example');
		const [done, ask] = await jira.commentsOn(issue, 2);
		expect(done).toMatch(/^The user tomasz\.wisniewski .* Sessions ended: 1\./);
		expect(ask).toMatch(
			/could not be moved to the status "Done"\. Jira offers no transition to it/,
		);
		expect(issue.status.name).toBe('To Do');
	});

	it('asks a person once, and says why, where Jira does not list where an issue can go', async () => {
		const response = { status: 403, body: { errorMessages: ['Not with this account.'] } };
		const on = /^GET .*\/transitions/;
		const repair = jira.faults.inject({ fault: { response }, on, times: Infinity });
		let issue!: Issue;
		const [execution] = await executionsAfter(workflow, () => {
			issue = leaver('jane.doe@acme.example');
		}).finally(repair);
		expect(execution.status).toBe('success');
		expect(issue.comments.map(({ text }) => text)).toEqual([
			expect.stringMatching(/^The user jane\.doe .* had been disabled already/),
			expect.stringMatching(/could not be moved to the status "Done"\. .*move it by hand\.$/),
		]);
		expect(issue.comments[1].text).not.toContain('Jira offers no transition');
	});

	it('asks a person to move an issue where Jira refuses to', async () => {
		const response = { status: 400, body: { errorMessages: ['Resolution is required.'] } };
		jira.faults.inject({ fault: { response }, on: /^POST .*\/transitions$/, times: 1 });
		const issue = leaver('soren.akesson@acme.example');
		const [, ask] = await jira.commentsOn(issue, 2);
		expect(ask).toMatch(/could not be moved to the status "Done"\..*move it by hand\.$/);
	});

	it('comments after all where Jira fails for a moment', async () => {
		const response = { status: 503, body: 'Service Unavailable' };
		jira.faults.inject({ fault: { response }, on: /\/comment$/, times: 1 });
		const issue = leaver('fatima.elsayed@acme.example');
		await moved(issue);
		expect(issue.comments.map(({ text }) => text)).toEqual([
			expect.stringMatching(/^The user fatima\.elsayed .* Sessions ended: 0\./),
		]);
	});

	it('believes no event about what is in an issue', async () => {
		const issue = leaver();
		await jira.commentsOn(issue);
		const fields = { [EMAIL_FIELD]: 'luis.ortega@acme.example' };
		const event = { webhookEvent: 'jira:issue_created', issue: { key: issue.key, fields } };
		await executionsAfter(workflow, async () => await forge(event));
		expect(issue.comments).toHaveLength(2);
		expect(issue.comments[1].text).toMatch(/^Nothing was done/);
		expect(isEnabled('luis.ortega')).toBe(true);
	});

	it.each([
		['another project', { issue: { key: 'HELP-1' } }],
		['a path', { issue: { key: 'HR-1/../../myself' } }],
		['no issue', {}],
	])('fails, and asks nobody, where an event names %s', async (_, event) => {
		const before = sandbox().simulator.received.length;
		const [execution] = await executionsAfter(workflow, async () => await forge(event));
		expect(execution.status).toBe('error');
		expect(ranNodes(execution)).not.toContain('Read the issue');
		expect(sentSince(before)).toEqual([]);
	});

	it('fails, and does nothing, where an issue is of another type', async () => {
		const kind = { project: 'HR', issuetype: 'Leaver with handover' };
		await failsWith(
			workflow,
			jira.createIssue({ ...kind, summary: 'Not now', email: 'luis.ortega@acme.example' }),
		);
		expect(isEnabled('luis.ortega')).toBe(true);
	});

	it('takes no event without the password that Jira was given, where one is asked for', async () => {
		const { client } = sandbox();
		const login = { name: 'n8n', value: 'OnlyLettersAnd123' };
		const { id, name, type } = await client.credentials.create('httpQueryAuth', 'Jira', login);
		await unpublish(workflow);
		const chosen = { vendors: [jira], settings: SETTINGS };
		const copy = await importExample(sandbox(), '6-jira-leaver.json', chosen);
		const trigger = copy.nodes.find((node) => node.name === 'Leaver issue created')!;
		trigger.parameters.authenticateWebhook = true;
		trigger.credentials = { ...trigger.credentials, [type]: { id, name } };
		const protectedCopy = await client.workflows.update(copy);
		await client.workflows.publish(protectedCopy);

		const issue = leaver();
		await jira.commentsOn(issue);
		const [{ url }] = [...jira.webhooks.values()];
		const withoutPassword = url.replace(/\?.*/, '');
		expect(withoutPassword).not.toBe(url);
		const event = { issue: { key: issue.key } };
		await expect(axios.post(withoutPassword, event, { proxy: false })).rejects.toMatchObject({
			response: { status: 403 },
		});
		expect(await client.executions.ids(protectedCopy)).toHaveLength(1);
		await unpublish(protectedCopy);
		await client.workflows.publish(workflow);
	});

	it('takes one issue of an event, though there are several', async () => {
		const issues = [leaver(), leaver()];
		await Promise.all(issues.map(async (issue) => await jira.commentsOn(issue)));
		const events = issues.map(({ key }) => ({ issue: { key } }));
		await executionsAfter(workflow, async () => await forge(events));
		expect(issues.map(({ comments }) => comments.length)).toEqual([2, 1]);
	});
});

describe('the example for an approval, started by an issue in Jira', () => {
	const MANAGER = 'maya@acme.example';
	const SETTINGS = {
		// In another case than in Jira, whose filters ignore case.
		projectKey: 'help',
		issueType: 'Security Report',
		emailField: EMAIL_FIELD,
		managerEmail: MANAGER,
		senderEmail: 'n8n@acme.example',
		hoursToAnswer: '24',
	};
	/** n8n escapes nothing in a message: it resolves what is escaped, and a backslash and n are a line break. */
	const SUMMARY = String.raw`<a href="https://evil.example">Urgent</a> &lt;a href="https://evil.example"&gt; \nApproved by IT`;
	let workflow: StoredWorkflow;
	const late: Issue[] = [];

	async function published(settings: Partial<typeof SETTINGS> = {}): Promise<StoredWorkflow> {
		const chosen = { vendors: [jira, mail], settings: { ...SETTINGS, ...settings } };
		const one = await importExample(sandbox(), '7-approval.json', chosen);
		await sandbox().client.workflows.publish(one);
		return one;
	}

	function report(email?: string, summary = 'Signs on at night'): Issue {
		return jira.createIssue({ project: 'HELP', issuetype: 'Security report', summary, email });
	}

	/** Waits for the message about an issue. */
	async function messageAbout({ key }: Issue): Promise<Message> {
		return await waitUntil(
			`message about ${key}`,
			() => mail.sentTo(MANAGER).find(({ subject }) => subject.endsWith(key)),
			ENDED_WITHIN_MS,
		);
	}

	/** Waits until an execution of the workflow waits for the answer about an issue. */
	async function approvalRequestFor(issue: Issue): Promise<Message> {
		const message = await messageAbout(issue);
		const id = new URL(message.links[0]).pathname.split('/')[2];
		await waitUntil(
			'waiting execution',
			async () => (await sandbox().client.executions.statusOf(id)) === 'waiting',
			ENDED_WITHIN_MS,
		);
		return message;
	}

	beforeAll(async () => {
		// n8n needs a minute for these two, meanwhile the others run.
		const forged = report('conor.obrien@acme.example', 'With an answer in the event');
		const hurried = await published({ hoursToAnswer: '0.002' });
		await forge({ issue: { key: forged.key }, data: { approved: true } });
		late.push(forged, report('conor.obrien@acme.example'));
		for (const issue of late) await messageAbout(issue);
		await unpublish(hurried);
		workflow = await published();
	});

	it('disables the user once a manager approves, and sends PingOne nothing before', async () => {
		const before = sandbox().simulator.received.length;
		const issue = report('amara.okafor@acme.example', SUMMARY);
		const message = await approvalRequestFor(issue);
		expect(message).toMatchObject({ from: SETTINGS.senderEmail, to: [MANAGER] });
		expect(message.subject).toBe(`Approval needed: ${issue.key}`);
		const text = message.text.replace(/\s+/g, ' ');
		expect(text).toContain('this user: amara.okafor@acme.example If you approve');
		expect(text).toContain('reported: " a href="https://evil.example" Urgent /a ');
		expect(text).toContain(' lt;a href="https://evil.example" gt; nApproved by IT" You have 24');
		expect(message.links).toHaveLength(2);
		expect(await jira.commentsOn(issue)).toEqual([
			expect.stringMatching(`^Approval requested from ${MANAGER}: disable the user amara.okafor@`),
		]);
		expect(sentSince(before)).toEqual([]);
		expect(isEnabled('amara.okafor')).toBe(true);

		const { page } = await open(linkOf(message, 'approve'));
		expect(page).toContain('Got it, thanks');
		const [, done] = await jira.commentsOn(issue, 2);
		expect(done).toMatch(
			/^Approved by maya@acme\.example\. The user amara\.okafor .* was disabled in PingOne\. Sessions ended: 1\./,
		);
		expect(isEnabled('amara.okafor')).toBe(false);
		expect(sessionsOf('amara.okafor')).toBe(0);
		const [{ headers }] = sentSince(before).filter(({ method }) => method === 'PUT');
		expect(headers['x-ping-external-transaction-id']).toBe(issue.key);

		const after = sandbox().simulator.received.length;
		await sandbox().client.executions.newest(workflow);
		for (const button of ['approve', 'decline'] as const)
			expect((await open(linkOf(message, button))).page).toContain('No action required');
		expect(sentSince(after)).toEqual([]);
		expect(issue.comments).toHaveLength(2);
	});

	it('does nothing where the manager declines, not even if the manager approves afterwards', async () => {
		const before = sandbox().simulator.received.length;
		const issue = report('luis.ortega@acme.example');
		const message = await approvalRequestFor(issue);
		await open(linkOf(message, 'decline'));
		const [, declined] = await jira.commentsOn(issue, 2);
		expect(declined).toMatch(/^Declined by maya@acme\.example\. Nothing was done in PingOne/);
		await open(linkOf(message, 'approve'));
		expect(sentSince(before)).toEqual([]);
		expect(isEnabled('luis.ortega')).toBe(true);
		expect(issue.comments).toHaveLength(2);
	});

	it('takes no answer from a changed link, from a guess, or from a program that looks at links', async () => {
		const before = sandbox().simulator.received.length;
		const issue = report('viktor.novak@acme.example');
		const message = await approvalRequestFor(issue);
		const decline = linkOf(message, 'decline');
		const guesses = [
			decline.replace('approved=false', 'approved=true'),
			decline.replace(/signature=\w{4}/, 'signature=0000'),
			decline.replace(/\?.*/, '?approved=true'),
		];
		expect(new Set([...guesses, decline]).size).toBe(4);
		for (const guess of guesses) expect((await open(guess)).status).toBe(401);
		await open(linkOf(message, 'approve'), 'Googlebot/2.1 (+http://www.google.com/bot.html)');
		expect(issue.comments).toHaveLength(1);
		expect(sentSince(before)).toEqual([]);

		await open(decline);
		expect(await jira.commentsOn(issue, 2)).toHaveLength(2);
	});

	it('disables whom the manager was asked about, though the issue has been changed', async () => {
		const issue = report('nadia.haddad@acme.example');
		const message = await approvalRequestFor(issue);
		jira.editEmail(issue, 'ruth.adeyemi@acme.example');
		await open(linkOf(message, 'approve'));
		const [, done] = await jira.commentsOn(issue, 2);
		expect(done).toContain('The user nadia.haddad (');
		expect([isEnabled('nadia.haddad'), isEnabled('ruth.adeyemi')]).toEqual([false, true]);
	});

	it('says what to do where an approved user is not found', async () => {
		const issue = report('nobody@acme.example');
		await open(linkOf(await approvalRequestFor(issue), 'approve'));
		const [, failed] = await jira.commentsOn(issue, 2);
		expect(failed).toMatch(/^Approved by maya@acme\.example, but .* No user in environment/);
	});

	it('asks once, though the event arrives again', async () => {
		const issue = report('priya.raghunathan@acme.example');
		await approvalRequestFor(issue);
		const [execution] = await executionsAfter(workflow, () => jira.webhooks.redeliver());
		expect(outputOf(execution, 'Nothing to do')).toHaveLength(1);
		expect(mail.messages.filter(({ subject }) => subject.endsWith(issue.key))).toHaveLength(1);
		expect(issue.comments).toHaveLength(1);
	});

	it('fails, and asks nobody, where an issue is of another type', async () => {
		const kind = { project: 'HELP', issuetype: 'Question' };
		await failsWith(
			workflow,
			jira.createIssue({ ...kind, summary: 'Who is it?', email: 'luis.ortega@acme.example' }),
		);
		expect(mail.messages.filter(({ text }) => text.includes('Who is it?'))).toEqual([]);
	});

	it('asks nobody where the issue has no email', async () => {
		const issue = report();
		const [comment] = await jira.commentsOn(issue);
		expect(comment).toMatch(/^Nobody was asked, and nothing was done in PingOne/);
		expect(mail.messages.filter(({ subject }) => subject.endsWith(issue.key))).toEqual([]);
	});

	it(
		'says so where nobody answered in time, and did nothing',
		async () => {
			for (const issue of late) {
				const texts = await waitUntil(
					`second comment on ${issue.key}`,
					() => issue.comments.length > 1 && issue.comments.map(({ text }) => text),
					TIMED_OUT_WITHIN_MS,
				);
				expect(texts.slice(1)).toEqual([
					expect.stringMatching(
						/^Nobody answered within 0\.002 hours .* Nothing was done in PingOne.* Ask maya@/,
					),
				]);
				await open(linkOf(await messageAbout(issue), 'approve'));
				expect(issue.comments).toHaveLength(2);
			}
			expect(isEnabled('conor.obrien')).toBe(true);
			expect(sessionsOf('conor.obrien')).toBe(1);
		},
		TIMED_OUT_WITHIN_MS * 2,
	);

	it('asks nobody where the manager is the reporter', async () => {
		await unpublish(workflow);
		const before = sandbox().simulator.received.length;
		// Whom the simulated Jira has create all issues.
		const own = await published({ managerEmail: 'N8N@acme.example' });
		const issue = report('jane.doerr@acme.example');
		const [comment] = await jira.commentsOn(issue);
		expect(comment).toMatch(/^Nobody was asked.* N8N@acme\.example reported this/);
		expect((await sandbox().client.executions.newest(own)).status).toBe('success');
		await unpublish(own);
		expect(mail.messages.filter(({ subject }) => subject.endsWith(issue.key))).toEqual([]);
		expect(sentSince(before)).toEqual([]);
	});

	it.each([
		[
			'the address of the manager is none',
			{ managerEmail: 'maya@elsewhere.example' },
			/^The approval could not be requested, and nothing was done in PingOne\. .*No mailbox/,
		],
		[
			'the time to answer is none',
			{ hoursToAnswer: 'a day' },
			/^Nobody answered within a day hours \(hoursToAnswer in .* Nothing was done in PingOne/,
		],
	])('does nothing, and says so, where %s', async (_, settings, says) => {
		if (jira.webhooks.size > 0) await unpublish(workflow);
		const before = sandbox().simulator.received.length;
		const wrong = await published(settings);
		const issue = report('jane.doerr@acme.example');
		const [, comment] = await jira.commentsOn(issue, 2);
		await unpublish(wrong);
		expect(comment).toMatch(says);
		for (const { links } of mail.messages.filter(({ subject }) => subject.endsWith(issue.key)))
			for (const link of links) await open(link);
		expect(issue.comments).toHaveLength(2);
		expect(sentSince(before)).toEqual([]);
	});
});
