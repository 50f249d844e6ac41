/** `npm run check:tenant`: runs the check in this terminal. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { UsageError } from '../usageError';
import { runCheck } from './runCheck';

const stop = new AbortController();
const stopped = new Promise<never>((_resolve, reject) => {
	stop.signal.addEventListener('abort', () => reject(new UsageError('Stopped.')));
});
stopped.catch(() => {});
// A second one of these ends it at once, whatever is left.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.once(signal, () => {
		process.stderr.write('\nStopping. What was created or changed is undone first.\n');
		stop.abort();
	});
}

let isHidden = false;
const output = new Writable({
	write: (chunk, encoding, done) => {
		if (!isHidden) process.stdout.write(chunk, encoding);
		done();
	},
});
const terminal = createInterface({ input: process.stdin, output, terminal: process.stdin.isTTY });
// In a terminal, Ctrl+C comes as a character.
terminal.on('SIGINT', () => process.emit('SIGINT'));
// As an iterator, it keeps lines that come before they are asked for, as from a file.
const lines = terminal[Symbol.asyncIterator]();

async function ask(question: string, hidden = false): Promise<string> {
	process.stdout.write(question);
	isHidden = hidden;
	try {
		const { value, done } = await Promise.race([lines.next(), stopped]);
		if (!done) return value;
		throw new UsageError('Nobody is there to answer. npm run check:tenant -- --help says more.');
	} finally {
		isHidden = false;
		if (hidden) process.stdout.write('\n');
	}
}

void runCheck(
	{
		args: process.argv.slice(2),
		env: process.env,
		print: (text) => process.stdout.write(text),
		printError: (text) => process.stderr.write(text),
		ask,
	},
	stop.signal,
).then((exitCode) => {
	process.exitCode = exitCode;
	terminal.close();
});
