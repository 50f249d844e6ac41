/** How each example is tried out by hand in `npm run editor`, with the simulated vendors. */
import { EMPLOYEES_ID } from '../pingone/seededIds';
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
		howToStart: () => 'choose a chat model of your own, open the chat, and name a user by email',
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
};
