/** `npm run check:tenant`: runs the check in this terminal. */
import { checkbox, input, password } from '@inquirer/prompts';
import { isUsageError } from '../usageError';
import { Check } from './checkTenant';
import { HELP, settingsFrom, type Prompts } from './settings';

/** npm and the terminal both hand on the first Ctrl+C, and a second one so soon after it is not meant. */
const REPEATS_IGNORED_MS = 3_000;

const { stdin, stdout, stderr } = process;
const stop = new AbortController();
let check: Check | undefined;
let stoppedAtMs = 0;

/** Stops the check. The second call ends it at once. */
function interrupt(): void {
	if (!stop.signal.aborted) {
		stoppedAtMs = performance.now();
		stderr.write('\nStopping. What was changed is undone first.\n');
		stop.abort();
	} else if (performance.now() - stoppedAtMs > REPEATS_IGNORED_MS) {
		stderr.write(`\nEnded at once. Left to be undone: ${check?.left.join('; ') || 'nothing'}\n`);
		process.exit(130);
	}
}

const context = { signal: stop.signal };
const prompts: Prompts = {
	ask: async (message, isSecret) => await (isSecret ? password : input)({ message }, context),
	choose: async (steps) => {
		const choices = Object.entries(steps).map(([value, name]) => ({ value, name }));
		const message = 'What may the check change? It undoes all that can be undone.';
		return await checkbox({ message, choices }, context);
	},
};

async function main(): Promise<number> {
	const { argv, env } = process;
	const settings = await settingsFrom(argv.slice(2), env, stdin.isTTY ? prompts : undefined);
	if (settings === undefined) {
		stdout.write(HELP);
		return 0;
	}
	check = await Check.open(settings, stop.signal);
	return await check.runAll((text) => void stdout.write(text));
}

// Whoever closes the terminal cannot read any more.
for (const stream of [stdout, stderr]) stream.on('error', () => {});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
main().then(
	(exitCode) => (process.exitCode = exitCode),
	(error: Error) => {
		stderr.write(`\n${error.message}\n`);
		const isStopped = stop.signal.aborted || error.name === 'ExitPromptError';
		process.exitCode = isStopped ? 130 : isUsageError(error) ? 2 : 1;
	},
);
