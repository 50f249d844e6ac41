/** Asks whoever sits at a terminal, or what stands in for it. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { ReadStream } from 'node:tty';
import { Writable } from 'node:stream';
import { UsageError } from '../usageError';

/**
 * @param signal ends each question.
 * @param onInterrupt is called for Ctrl+C, which a terminal sends as a character.
 * @returns `ask`, as `Terminal` has it, and `close`, without which the process does not end.
 */
export function askIn(
	input: ReadStream,
	output: NodeJS.WritableStream,
	signal: AbortSignal,
	onInterrupt: () => void,
) {
	let isHidden = false;
	const shown = new Writable({
		write: (chunk, _encoding, done) => {
			if (!isHidden) output.write(chunk);
			done();
		},
	});
	// Without a history: the arrow keys would show the secret.
	const terminal = createInterface({ input, output: shown, terminal: input.isTTY, historySize: 0 });
	terminal.on('SIGINT', onInterrupt);
	let isClosed = false;
	const ended = once(terminal, 'close').then(() => {
		isClosed = true;
		throw new UsageError(
			'There is no input to answer this question. npm run check:tenant -- --help says more.',
		);
	});
	const stopped = once(signal, 'abort').then(() => {
		throw new UsageError('Stopped.');
	});
	// Nobody may be asking when it happens.
	for (const end of [ended, stopped]) end.catch(() => {});

	/** What was typed before the question is no answer to it. */
	async function lineAfterNow(): Promise<string> {
		const [line] = await once(terminal, 'line');
		return line;
	}

	/** A file has all answers at once. */
	const lines = terminal[Symbol.asyncIterator]();
	async function lineOfFile(): Promise<string> {
		const { value, done } = await lines.next();
		return done ? await ended : value;
	}

	async function ask(question: string, hidden = false): Promise<string> {
		const rows = question.split('\n');
		const last = rows.pop() ?? '';
		output.write(rows.map((row) => `${row}\n`).join(''));
		if (hidden || !input.isTTY) output.write(last);
		if (input.isTTY) {
			// Node.js 24 refuses to prompt then.
			if (isClosed) return await ended;
			isHidden = hidden;
			terminal.setPrompt(hidden ? '' : last);
			terminal.prompt();
		}
		try {
			const line = input.isTTY ? Promise.race([lineAfterNow(), ended]) : lineOfFile();
			return await Promise.race([line, stopped]);
		} finally {
			isHidden = false;
			if (hidden) output.write('\n');
		}
	}

	return { ask, close: () => terminal.close() };
}
