import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { askIn } from '../../../sandbox/tenantCheck/terminal';
import { UsageError } from '../../../sandbox/usageError';

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';

function open(isTTY: boolean) {
	const input = Object.assign(new PassThrough(), { isTTY });
	const output = new PassThrough();
	let shown = '';
	output.on('data', (chunk: Buffer) => (shown += chunk.toString()));
	const stop = new AbortController();
	const onInterrupt = jest.fn();
	const terminal = askIn(input as unknown as ReadStream, output, stop.signal, onInterrupt);
	return { ...terminal, input, stop, onInterrupt, shown: () => shown };
}

let terminal: ReturnType<typeof open>;
afterEach(() => terminal.close());

describe('at a terminal', () => {
	beforeEach(() => (terminal = open(true)));

	async function typedAt(question: Promise<string>, typed: string): Promise<string> {
		// As people do, once they see the question.
		await new Promise(setImmediate);
		terminal.input.write(typed);
		return await question;
	}

	it('shows what is typed, but not a secret', async () => {
		expect(await typedAt(terminal.ask('Region: '), 'eu\r')).toBe('eu');
		expect(await typedAt(terminal.ask('Secret: ', true), 's3cret\r')).toBe('s3cret');
		const [region, secret] = terminal.shown().split('Secret: ');
		expect(region).toMatch(/Region: .*e.*u/);
		expect(secret).toBe('\n');
	});

	it('does not take what was typed before the question for its answer', async () => {
		terminal.input.write('y\r');
		await new Promise(setImmediate);
		expect(await typedAt(terminal.ask('Continue? (y/N) '), 'n\r')).toBe('n');
	});

	it('hears Ctrl+C, and ends the question when it is told to stop', async () => {
		const question = terminal.ask('Continue? (y/N) ');
		terminal.onInterrupt.mockImplementation(() => terminal.stop.abort());
		terminal.input.write(CTRL_C);
		await expect(question).rejects.toThrow('Stopped.');
		expect(terminal.onInterrupt).toHaveBeenCalledTimes(1);
	});

	it('says that nobody is there after Ctrl+D, at that question and at each later one', async () => {
		const question = terminal.ask('Continue? (y/N) ');
		terminal.input.write(CTRL_D);
		await expect(question).rejects.toThrow(UsageError);
		await expect(terminal.ask('Continue? (y/N) ')).rejects.toThrow(/^There is no input to answer/);
	});
});

describe('from a file', () => {
	beforeEach(() => (terminal = open(false)));

	it('takes one line for each question, also after the end of the file has been read', async () => {
		terminal.input.end('s3cret\ny\n');
		await once(terminal.input, 'end');
		await new Promise(setImmediate);
		expect(await terminal.ask('Secret: ', true)).toBe('s3cret');
		expect(await terminal.ask('Disable her.\nContinue? (y/N) ')).toBe('y');
		await expect(terminal.ask('Continue? (y/N) ')).rejects.toThrow(/^There is no input to answer/);
		expect(terminal.shown()).toBe('Secret: \nDisable her.\nContinue? (y/N) Continue? (y/N) ');
	});
});
