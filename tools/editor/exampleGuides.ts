/** Instructions for trying each example by hand in `npm run editor`, with the simulated vendors. */
import { EMPLOYEES_ID } from '../../simulator/seed/seededIds';
import { seededApplicationId } from '../../simulator/seed/seedApplications';
import { EMAIL_FIELD, type Vendors } from '../../test/support/vendors';
import type { WorkflowFile } from '../../test/support/engine/engine';

export interface ExampleGuide {
	/**
	 * How to start it, in a sentence or two.
	 *
	 * @param stored the workflow as n8n has stored it, with the address that n8n has made up for it.
	 */
	howToStart(
		this: void,
		vendors: Vendors,
		n8nUrl: string,
		portalUrl: string,
		stored: WorkflowFile,
	): string;
	/** The values of its node Settings, besides the environment. */
	settings?: Record<string, string>;
}

const call = (n8nUrl: string, path: string, body: object) =>
	`publish it, then: curl -H 'Content-Type: application/json' -d '${JSON.stringify(body)}' ${n8nUrl}/webhook/${path}`;

function webhookIdIn({ nodes }: WorkflowFile): string | undefined {
	return nodes.find(({ webhookId }) => webhookId)?.webhookId;
}

/** Makes every sign-on in the simulator one from elsewhere. */
const SUSPICIOUS = { trustedNetworks: '198.51.100.' };

const signOnAtPublicAddress = (portalUrl: string, username: string) =>
	`PingOne calls public addresses only, so start again with "npm run editor -- --public-address"; then publish it, and open ${portalUrl}/sign-on/${username}`;

/** By the name of the file. */
export const GUIDES: Record<string, ExampleGuide> = {
	'1-hr-offboarding.json': {
		howToStart: (_vendors, n8nUrl) =>
			call(n8nUrl, 'pingone-hr-offboarding', {
				ticket: 'HR-2041',
				email: 'amara.okafor@acme.example',
			}),
	},
	'2-ticket.json': {
		howToStart: (_vendors, n8nUrl) =>
			call(n8nUrl, 'pingone-ticket', { ticket: 'INC-4711', sessionId: 'the ID of a session' }),
	},
	'3-incident.json': {
		howToStart: (_vendors, n8nUrl) =>
			call(n8nUrl, 'pingone-incident', {
				alert: 'ALERT-17',
				email: 'luis.ortega@acme.example',
				allowedCountry: 'ES',
			}),
	},
	'4-mass-sign-out.json': {
		howToStart: (_vendors, n8nUrl) =>
			`publish it, and upload a CSV file at ${n8nUrl}/form/pingone-mass-sign-out`,
	},
	'5-ai-agent.json': {
		howToStart: () =>
			'open the chat, and write: Please sign out amara.okafor@acme.example. Then click on a button in the email',
	},
	'6-jira-leaver.json': {
		howToStart: ({ jira }) =>
			`publish it, then: ${jira.createIssueCommand({
				project: 'HR',
				issuetype: 'Leaver',
				summary: 'Mei Lin leaves',
				email: 'mei.lin@acme.example',
			})}`,
		settings: {
			projectKey: 'HR',
			issueType: 'Leaver',
			emailField: EMAIL_FIELD,
			doneStatus: 'Done',
		},
	},
	'7-approval.json': {
		howToStart: ({ jira }) =>
			`publish it, and open a link of the email that is printed here after this: ${jira.createIssueCommand(
				{
					project: 'HELP',
					issuetype: 'Security report',
					summary: 'Signs on at night from abroad',
					email: 'conor.obrien@acme.example',
				},
			)}`,
		settings: {
			projectKey: 'HELP',
			issueType: 'Security report',
			emailField: EMAIL_FIELD,
			managerEmail: 'maya@acme.example',
			senderEmail: 'n8n@acme.example',
			hoursToAnswer: '24',
		},
	},
	'8-incident.json': {
		howToStart: ({ theHive }, n8nUrl, _portalUrl, stored) =>
			`publish it, then create an alert in the simulated TheHive: ${theHive.alertCommand(
				`${n8nUrl}/webhook/${webhookIdIn(stored)}/webhook`,
				{
					...{ type: 'siem', source: 'SIEM', sourceRef: '17', title: 'Impossible travel' },
					...{ description: 'Signed on in Madrid and Lagos', tags: ['pingone'] },
					customFields: [{ name: 'pingone-user', value: 'luis.ortega@acme.example' }],
				},
			)}`,
		settings: { allowedCountries: 'ES' },
	},
	'9-stolen-laptop.json': {
		howToStart: (_vendors, n8nUrl) =>
			`publish it, and enter jane.doe@acme.example at ${n8nUrl}/form/pingone-stolen-laptop`,
	},
	'10-lost-phone.json': {
		howToStart: (_vendors, n8nUrl) =>
			`publish it, and enter jane.doe@acme.example at ${n8nUrl}/form/pingone-lost-phone`,
	},
	'11-disabled-users-control.json': {
		howToStart: () =>
			'disable a user in PingOne User without End Sessions, then choose "Execute workflow"; the report goes to security@acme.example',
	},
	'12-population.json': {
		howToStart: () =>
			'choose "Execute workflow": all employees are signed out; the report goes to security@acme.example',
		settings: { populationId: EMPLOYEES_ID },
	},
	'13-mcp-server.json': {
		howToStart: ({ mcpClient: { token } }, n8nUrl) =>
			`publish it, and give an MCP client (MCP Inspector, for one) the address ${n8nUrl}/mcp/pingone and the bearer token ${token}`,
	},
	'14-suspicious-sign-on.json': {
		howToStart: (_vendors, _n8nUrl, portalUrl) => signOnAtPublicAddress(portalUrl, 'mei.lin'),
		settings: SUSPICIOUS,
	},
	'15-suspicious-sign-on-polling.json': {
		howToStart: (_vendors, _n8nUrl, portalUrl) =>
			`publish it, wait for a minute, open ${portalUrl}/sign-on/jane.doe, and wait for another one`,
		settings: SUSPICIOUS,
	},
	'16-sign-on-from-elsewhere.json': {
		howToStart: (_vendors, _n8nUrl, portalUrl) => signOnAtPublicAddress(portalUrl, 'soren.akesson'),
		settings: SUSPICIOUS,
	},
	'21-leaked-secret.json': {
		howToStart: (_vendors, n8nUrl) =>
			call(n8nUrl, 'pingone-leaked-secret', {
				ticket: 'SEC-17',
				clientId: seededApplicationId('Payroll Sync'),
			}),
	},
};
