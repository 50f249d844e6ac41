/** `npm start`: a leaver's ticket ends their PingOne sessions, in n8n's own engine. */
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import axios from 'axios';
import Table from 'cli-table3';
import type { IDataObject } from 'n8n-workflow';
import { apiBase } from '../../nodes/shared/pingone/addresses';
import { accessTokenOf } from '../../nodes/shared/pingone/accessToken';
import { Failure } from '../../nodes/shared/pingone/failure';
import { sessionAddress } from '../../nodes/shared/pingone/sessions';
import { Engine, type StoredCredentials } from '../n8n/engine';
import { PINGONE_NODE, readExample, readyToRun, type Choice } from '../n8n/examples';
import { adminGrants, seededWorker } from '../pingone/seed';
import { seededSessionId, WORKFORCE_ID } from '../pingone/seededIds';
import { PingOneSimulator } from '../pingone/simulator';
import { watchRequests, type LoggedRequest } from './sentRequests';

const TOKEN_VARIABLE = 'PINGONE_ACCESS_TOKEN';
const OFFBOARDING = '1-hr-offboarding.json';
const TICKET = '2-ticket.json';
/** In characters; together they fit a terminal of 100. */
const COLUMN_WIDTHS = [32, 64];

const HELP = `Ends PingOne sessions with a workflow of the folder examples, run in n8n's own engine.

  npm start                        all sessions of a leaver, named by email (${OFFBOARDING}),
                                   in a PingOne simulator on this machine
  npm start -- --environment UUID --session UUID [--api-path URL] [--yes]
                                   one session (${TICKET}) in a real PingOne; the token is taken
                                   from the environment variable ${TOKEN_VARIABLE}

  --api-path URL      the API of your region; https://api.pingone.com/v1 where left out
  --environment UUID  the environment that the session belongs to
  --session UUID      the session to end
  --yes               do not ask before ending it
  --help              this text

Exits with 0 when the session has ended, with 1 when it has not, with 2 when called wrongly.
`;

/** Where the job runs, and on what. */
interface Target extends Choice {
	apiPath: string;
	credentials: StoredCredentials;
	/** The workflow's file, and what its webhook gets. */
	example: string;
	ticket: IDataObject;
	/** Whose sessions they are, as a sentence begins. */
	user: string;
	/** Where to look before and after, which n8n has no part in, and with which token. */
	lookAt: string;
	accessToken: string;
}

class UsageError extends Error {}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			'api-path': { type: 'string' },
			environment: { type: 'string' },
			session: { type: 'string' },
			yes: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return print(HELP);

	const { 'api-path': apiPath, environment, session } = values;
	if (apiPath === undefined && environment === undefined && session === undefined) {
		return await onSimulator();
	}
	const target = realTarget(apiPath, environment, session);
	await confirmed(target, values.yes);
	await runAndShow(target);
}

async function onSimulator(): Promise<void> {
	const simulator = await PingOneSimulator.start();
	try {
		const { tenant, apiPath } = simulator;
		const { userId } = tenant.sessions.get(seededSessionId('jane.doe'))!;
		const places = [...tenant.sessions.values()].filter((session) => session.userId === userId);
		print(`A PingOne simulator listens on ${apiPath}, with the users of a company in it.\n`);
		print(
			`Jane Doe leaves. She is signed in with ${places.map(({ browser, city }) => `${browser} in ${city}`).join(' and ')}.\n\n`,
		);
		await runAndShow({
			apiPath,
			environmentId: WORKFORCE_ID,
			authentication: 'worker',
			credentials: { pingOneWorkerApi: workerCredential(simulator) },
			example: OFFBOARDING,
			ticket: { ticket: 'HR-2041', email: 'jane.doe@acme.example' },
			user: 'Jane Doe',
			lookAt: `/environments/${WORKFORCE_ID}/users/${userId}/sessions`,
			accessToken: tenant.tokens.issue(adminGrants(tenant)),
		});
	} finally {
		await simulator.stop();
	}
}

function workerCredential({ apiPath, authPath, tenant }: PingOneSimulator) {
	const { clientId, clientSecret, environmentId: workerEnvironmentId } = seededWorker(tenant);
	return { region: 'custom', apiPath, authPath, workerEnvironmentId, clientId, clientSecret };
}

function realTarget(
	pastedPath = 'https://api.pingone.com/v1',
	environment?: string,
	session?: string,
): Target {
	const pastedToken = process.env[TOKEN_VARIABLE];
	const missing = [
		environment === undefined && '--environment',
		session === undefined && '--session',
		!pastedToken && `the environment variable ${TOKEN_VARIABLE}`,
	].filter(Boolean);
	if (missing.length > 0) {
		throw new UsageError(`Missing: ${missing.join(', ')}. See npm start -- --help`);
	}

	const { environmentId, sessionId, path } = sessionAddress(environment, session);
	const apiPath = apiBase(pastedPath);
	const accessToken = accessTokenOf(pastedToken);
	return {
		apiPath,
		environmentId,
		authentication: 'accessToken',
		credentials: { pingOneApi: { apiPath, accessToken } },
		example: TICKET,
		ticket: { ticket: 'npm start', sessionId },
		user: 'The user of this session',
		lookAt: path,
		accessToken,
	};
}

async function confirmed({ apiPath, environmentId, ticket }: Target, yes: boolean): Promise<void> {
	print(`This ends session ${ticket.sessionId} of environment ${environmentId} at ${apiPath}:\n`);
	print('its user is signed out of every application they use with it.\n');
	if (yes) return;
	if (!process.stdin.isTTY) throw new UsageError('Nobody is there to ask: add --yes to go ahead.');
	const terminal = createInterface({ input: process.stdin, output: process.stdout });
	const answer = await terminal.question('Go ahead? (y/N) ');
	terminal.close();
	if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError('Nothing was sent.');
}

/** Feeds the ticket to the example workflow, and shows what came of it. */
async function runAndShow(target: Target): Promise<void> {
	const before = await stateOf(target);
	const engine = await Engine.start();
	const workflow = readyToRun(await readExample(target.example), target);
	const stopWatching = watchRequests();
	const run = await engine.run({
		workflow,
		items: [{ body: target.ticket }],
		credentials: target.credentials,
	});
	for (const request of stopWatching()) print(`${requestTable(request)}\n`);

	const { error, runData } = run.data.resultData;
	if (error) throw new Failure(error.message, error.description ?? '');
	const { name = '' } = workflow.nodes.find(({ type }) => PINGONE_NODE.test(type)) ?? {};
	const confirmation = runData[name][0].data?.main[0]?.[0].json ?? {};
	print(`\nThe confirmation that goes on in the workflow:\n`);
	print(`${table(Object.entries(confirmation))}\n`);

	const after = await stateOf(target);
	print(`\n${target.user} was ${before}, and is now ${after}.\n`);
	if (after === SIGNED_IN) {
		throw new Failure(
			'PingOne took the reset, but still shows a session',
			'Look at it in the admin console.',
		);
	}
}

const SIGNED_IN = 'signed in';
const SIGNED_OUT = 'signed out';

/** Asks PingOne itself, without n8n, so that the node does not vouch for its own work. */
async function stateOf({ apiPath, lookAt, accessToken }: Target): Promise<string> {
	const answer = await axios
		.get(`${apiPath}${lookAt}`, {
			headers: { Authorization: `Bearer ${accessToken}` },
			maxRedirects: 0,
			validateStatus: () => true,
		})
		.catch(() => undefined);
	if (answer?.status === 200) {
		return answer.data?._embedded?.sessions?.length === 0 ? SIGNED_OUT : SIGNED_IN;
	}
	if (answer?.status === 404 && answer.data?.code === 'NOT_FOUND') return SIGNED_OUT;
	return `not to be seen (${answer?.status ?? 'no answer'})`;
}

function requestTable({ method, url, headers, status, statusMessage }: LoggedRequest): string {
	return table([
		['Sent', `${method} ${url}`],
		...Object.entries(headers),
		['Answered', `${status} ${statusMessage}`],
	]);
}

function table(rows: Array<[string, unknown]>): string {
	const drawn = new Table({
		colWidths: COLUMN_WIDTHS,
		wordWrap: true,
		wrapOnWordBoundary: false,
		style: { head: [], border: [] },
	});
	drawn.push(...rows.map(([name, value]) => [name, shown(value)]));
	return drawn.toString();
}

function shown(value: unknown): string {
	return typeof value === 'string' ? value : JSON.stringify(value);
}

function print(text: string): void {
	process.stdout.write(text);
}

main().catch((error: unknown) => {
	const wrongCall =
		error instanceof UsageError ||
		(error instanceof TypeError && 'code' in error && /^ERR_PARSE_ARGS/.test(String(error.code)));
	const advice = error instanceof Failure ? ` ${error.advice}` : '';
	process.stderr.write(
		`\n${error instanceof Error ? error.message : error}${advice && `.${advice}`}\n`,
	);
	process.exitCode = wrongCall ? 2 : 1;
});
