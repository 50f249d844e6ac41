/** `npm run check:tenant`: runs the check in this terminal. */
import { runCheck } from './runCheck';
import { askIn } from './terminal';

const stop = new AbortController();
// Whoever closes the terminal does not read any more.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

function stopNow(): void {
	if (stop.signal.aborted) {
		process.stderr.write('\nEnded at once: what was created or changed may be left.\n');
		process.exit(130);
	}
	process.stderr.write('\nStopping. What was created or changed is undone first.\n');
	stop.abort();
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stopNow);
const { ask, close } = askIn(process.stdin, process.stdout, stop.signal, stopNow);

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
	close();
});
