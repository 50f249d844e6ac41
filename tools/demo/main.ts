/** `npm start`: runs the demo in this terminal. */
import { createInterface } from 'node:readline/promises';
import { runDemo } from './demo';
import { TOKEN_VARIABLE } from './target';

async function ask(question: string): Promise<string> {
	const terminal = createInterface({ input: process.stdin, output: process.stdout });
	const reply = await terminal.question(question);
	terminal.close();
	return reply;
}

void runDemo({
	args: process.argv.slice(2),
	accessToken: process.env[TOKEN_VARIABLE],
	print: (text) => process.stdout.write(text),
	printError: (text) => process.stderr.write(text),
	ask: process.stdin.isTTY ? ask : undefined,
}).then((exitCode) => (process.exitCode = exitCode));
