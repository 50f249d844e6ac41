/** How each example is tried out by hand in `npm run editor`, with the simulated vendors. */
import type { Vendors } from '../vendors';

export interface ExampleGuide {
	/** What to do in order to start it, in a sentence or two. */
	howToStart(this: void, vendors: Vendors, n8nUrl: string): string;
	/** What is filled in in its node Settings, beside the environment. */
	settings?: Record<string, string>;
}

const call = (n8nUrl: string, path: string, body: object) =>
	`publish it, then: curl -H 'Content-Type: application/json' -d '${JSON.stringify(body)}' ${n8nUrl}/webhook/${path}`;

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
	'13-mcp-server.json': {
		howToStart: ({ mcpClient: { token } }, n8nUrl) =>
			`publish it, and give an MCP client (MCP Inspector, for one) the address ${n8nUrl}/mcp/pingone and the bearer token ${token}`,
	},
};
