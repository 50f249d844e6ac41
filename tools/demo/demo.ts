/** An example workflow disables a user of PingOne, or ends a session, in n8n's own engine. */
import { parseArgs } from 'node:util';
import { PingOneError } from '../../nodes/shared/pingone/errors/pingOneError';
import { Engine } from '../../test/support/engine/engine';
import { PINGONE_NODE, readExample, readyToRun } from '../../test/support/examples';
import { PingOneSimulator } from '../../simulator/simulator';
import { isUsageError, UsageError } from '../usageError';
import { fieldLines, requestInFull, requestLines } from './report';
import { watchRequests } from './sentRequests';
import {
	DEFAULT_API_PATH,
	JANE,
	OFFBOARDING,
	realTarget,
	simulatorTarget,
	TICKET,
	TOKEN_VARIABLE,
	type Target,
} from './target';

const HELP = `Runs an example workflow in n8n's own engine, and shows what it did in PingOne.

  npm start [-- --verbose]
      Disables one user and ends all sessions of the user, in a PingOne simulator on
      this machine, with examples/${OFFBOARDING}.

  npm start -- --environment UUID --session UUID [--api-path URL] [--yes] [--verbose]
      Ends one session in a real PingOne, with examples/${TICKET}.
      Set the environment variable ${TOKEN_VARIABLE} to an access token first.

  --api-path URL      the API of your region (default: ${DEFAULT_API_PATH})
  --environment UUID  the environment of the session
  --session UUID      the session to end
  --yes               do not ask before the session is ended
  --verbose           show the headers and bodies of all requests, without secrets
  --help              show this text

Exit code: 0 if the workflow did what it should, 1 if not, 2 if the command line is wrong.
`;

/** The input and output of the process that runs the demo. */
export interface Terminal {
	/** The command line, without the program. */
	args: string[];
	/** The environment variable, for a real PingOne. */
	accessToken?: string;
	print(text: string): void;
	printError(text: string): void;
	/** Absent if there is no terminal. */
	ask?(question: string): Promise<string>;
}

/** @returns the exit code. */
export async function runDemo(terminal: Terminal): Promise<number> {
	try {
		await runExample(terminal);
		return 0;
	} catch (error) {
		terminal.printError(`\n${sentences(error)}\n`);
		return isUsageError(error) ? 2 : 1;
	}
}

async function runExample(terminal: Terminal): Promise<void> {
	const { values } = parseArgs({
		args: terminal.args,
		options: {
			'api-path': { type: 'string' },
			environment: { type: 'string' },
			session: { type: 'string' },
			yes: { type: 'boolean', default: false },
			verbose: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return terminal.print(HELP);

	const { yes, verbose, ...options } = values;
	const usesSimulator = [options['api-path'], options.environment, options.session].every(
		(value) => value === undefined,
	);
	if (usesSimulator) return await runInSimulator(terminal, verbose);
	const target = realTarget(options, terminal.accessToken);
	await confirm(terminal, target, yes);
	await runAndCheck(terminal, target, verbose);
}

async function runInSimulator(terminal: Terminal, verbose: boolean): Promise<void> {
	const { print } = terminal;
	const simulator = await PingOneSimulator.start();
	try {
		const sessions = [...simulator.tenant.sessions.values()].filter(
			({ userId }) => userId === JANE,
		);
		const devices = sessions.map(({ browser, city }) => `${browser} in ${city}`).join(' and ');
		print(`A PingOne simulator runs at ${simulator.apiPath}\n`);
		print(`Jane Doe leaves the company. She is signed in with ${devices}.\n\n`);
		await runAndCheck(terminal, simulatorTarget(simulator), verbose);
	} finally {
		await simulator.stop();
	}
}

async function confirm({ print, ask }: Terminal, target: Target, yes: boolean): Promise<void> {
	const { apiPath, environmentId, ticket } = target;
	print(`This ends session ${ticket.sessionId} of environment ${environmentId} at ${apiPath}.\n`);
	print('Its user is signed out of every application that uses this session.\n');
	if (yes) return;
	if (!ask) throw new UsageError('No terminal to ask on: add --yes to continue.');
	const reply = await ask('Continue? (y/N) ');
	if (!/^y(es)?$/i.test(reply.trim())) throw new UsageError('Nothing was sent.');
}

/** Sends the ticket to the example workflow, shows what happened, and checks the result. */
async function runAndCheck({ print }: Terminal, target: Target, verbose: boolean): Promise<void> {
	const before = await statesOf(target);
	const engine = await Engine.start();
	const workflow = readyToRun(await readExample(target.example), target);
	const stopWatching = watchRequests();
	const run = await engine.run({
		workflow,
		items: [{ body: target.ticket }],
		credentials: target.credentials,
	});
	const requests = stopWatching();
	print(`n8n ran examples/${target.example}. Its requests to PingOne:\n`);
	print(verbose ? requests.map(requestInFull).join('') : requestLines(requests));

	const { error, runData } = run.data.resultData;
	if (error) throw new PingOneError(error.message, error.description ?? '');
	const { name = '' } = workflow.nodes.find(({ type }) => PINGONE_NODE.test(type)) ?? {};
	const [done, refused] = runData[name][0].data?.main ?? [];
	if (refused?.[0]) throw new PingOneError(String(refused[0].json.error), '');
	const output = done?.[0].json ?? {};
	print(`\nThe output of the node, which the workflow continues with:\n${fieldLines(output)}`);

	const after = await statesOf(target);
	print('\nThe check, which asks PingOne directly and not through n8n:\n');
	target.checks.forEach(({ subject }, index) =>
		print(`  ${subject} was ${before[index]}, and is now ${after[index]}.\n`),
	);
	const failed = target.checks.find(({ failedIf }, index) => failedIf.state === after[index]);
	if (failed) {
		throw new PingOneError(
			failed.failedIf.message,
			'Look at the user in the PingOne admin console.',
		);
	}
}

async function statesOf({ checks }: Target): Promise<string[]> {
	const states: string[] = [];
	for (const { state } of checks) states.push(await state());
	return states;
}

function sentences(error: unknown): string {
	if (error instanceof PingOneError)
		return error.description === '' ? error.message : `${error.message}. ${error.description}`;
	return error instanceof Error ? error.message : String(error);
}
