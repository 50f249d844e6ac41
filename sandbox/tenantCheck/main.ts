/** `npm run check:tenant`: runs the check in this terminal. */
import { CleanUp } from './cleanUp';
import { interruptHandler } from './interrupt';
import { runCheck } from './runCheck';
import { askIn } from './terminal';

const stop = new AbortController();
// Whoever closes the terminal does not read any more.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
const printError = (text: string) => void process.stderr.write(text);
const cleanUp = new CleanUp(printError);

const interrupt = interruptHandler(stop, cleanUp, printError, () => process.exit(130));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
process.on('SIGHUP', () => {
	// To close the terminal after Ctrl+C is not to ask for more.
	if (!stop.signal.aborted) interrupt();
});
const { ask, close } = askIn(process.stdin, process.stdout, stop.signal, interrupt);

void runCheck(
	{
		args: process.argv.slice(2),
		env: process.env,
		print: (text) => process.stdout.write(text),
		printError,
		ask,
	},
	stop.signal,
	cleanUp,
).then((exitCode) => {
	process.exitCode = exitCode;
	close();
});
