/** `npm run check:tenant`: runs the check in this terminal. */
import { confirm, input, password } from '@inquirer/prompts';
import { isUsageError, UsageError } from '../usageError';
import { checkTenant } from './checkTenant';
import { HELP, settingsFrom, type Terminal } from './settings';
import { UndoStack } from './undoStack';

/** A second Ctrl+C so soon after the first one is not meant. */
const REPEATS_IGNORED_MS = 3_000;

const { stdin, stdout, stderr } = process;
const stop = new AbortController();
const undoStack = new UndoStack();
let stoppedAtMs = 0;

/** Stops the check. The second call ends it at once. */
function interrupt(): void {
	if (!stop.signal.aborted) {
		stoppedAtMs = performance.now();
		stderr.write('\nStopping. What was changed is undone first.\n');
		stop.abort();
	} else if (performance.now() - stoppedAtMs > REPEATS_IGNORED_MS) {
		stderr.write(`\nEnded at once. Left to be undone: ${undoStack.left.join('; ') || 'nothing'}\n`);
		process.exit(130);
	}
}

/** Shows a prompt. Returns undefined if the check is stopped or the input ends. */
async function answer<T>(prompt: (context: { signal: AbortSignal }) => Promise<T>) {
	// A prompt itself would wait for ever after the end of the input.
	const ended = new AbortController();
	const end = () => setImmediate(() => ended.abort());
	for (const event of ['end', 'pause']) stdin.once(event, end);
	try {
		return await prompt({ signal: AbortSignal.any([stop.signal, ended.signal]) });
	} catch (error) {
		// Ctrl+C in a prompt is not a signal to the process.
		if (error instanceof Error && error.name === 'ExitPromptError') interrupt();
		return undefined;
	} finally {
		for (const event of ['end', 'pause']) stdin.off(event, end);
	}
}

const terminal: Terminal = {
	print: (text) => void stdout.write(text),
	async confirm(question) {
		const message = `${question} Continue?`;
		if (!stdin.isTTY) return false;
		return (await answer((context) => confirm({ message, default: false }, context))) ?? false;
	},
	...(stdin.isTTY && {
		async ask(message, isSecret) {
			const prompt = isSecret ? password : input;
			const text = await answer((context) => prompt({ message }, context));
			if (text === undefined) throw new UsageError('The input has ended. See --help.');
			return text;
		},
	}),
};

async function main(): Promise<number> {
	const settings = await settingsFrom(process.argv.slice(2), process.env, terminal);
	if (settings === undefined) {
		stdout.write(HELP);
		return 0;
	}
	const confirm = settings.yes ? async () => true : terminal.confirm;
	return await checkTenant(settings, { ...terminal, confirm }, stop.signal, undoStack);
}

// Whoever closes the terminal cannot read any more.
for (const stream of [stdout, stderr]) stream.on('error', () => {});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
main().then(
	(exitCode) => (process.exitCode = exitCode),
	(error: Error) => {
		stderr.write(`\n${error.message}\n`);
		process.exitCode = stop.signal.aborted ? 130 : isUsageError(error) ? 2 : 1;
	},
);
