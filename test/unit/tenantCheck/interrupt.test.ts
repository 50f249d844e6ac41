/** What Ctrl+C does: the first time, repeated at once, and later. */
import { CleanUp } from '../../../sandbox/tenantCheck/cleanUp';
import { interruptHandler } from '../../../sandbox/tenantCheck/interrupt';

let told: string[];
let stop: AbortController;
let cleanUp: CleanUp;
const end = jest.fn();
let interrupt: () => void;

beforeEach(() => {
	jest.useFakeTimers();
	end.mockReset();
	told = [];
	stop = new AbortController();
	const tell = (text: string) => void told.push(text);
	cleanUp = new CleanUp(tell);
	interrupt = interruptHandler(stop, cleanUp, tell, end);
});
afterEach(() => jest.useRealTimers());

function leaveTwoThings(): void {
	cleanUp.add('Delete the user n8n-check-1', async () => false);
	cleanUp.add('Enable the user "jane.doe"', async () => false);
}

it('stops the check the first time', () => {
	interrupt();
	expect(stop.signal.aborted).toBe(true);
	expect(told).toEqual([expect.stringMatching(/^\nStopping\./)]);
	expect(end).not.toHaveBeenCalled();
});

it('says once what is still being undone if it is repeated within 3 s, and does not end it', () => {
	leaveTwoThings();
	interrupt();
	interrupt();
	jest.advanceTimersByTime(2_990);
	interrupt();
	expect(told.slice(1)).toEqual([
		'\nStill undoing: Enable the user "jane.doe"; Delete the user n8n-check-1\n',
	]);
	expect(end).not.toHaveBeenCalled();
});

it('ends it at once after that, with a line for each thing that is left', () => {
	leaveTwoThings();
	interrupt();
	jest.advanceTimersByTime(3_010);
	interrupt();
	expect(told[1].split('\n')).toEqual([
		'',
		'Ended at once. This was not undone. Please do it yourself:',
		'Enable the user "jane.doe"',
		'Delete the user n8n-check-1',
		'',
	]);
	expect(end).toHaveBeenCalledTimes(1);
});

it('names nothing that has been undone meanwhile', async () => {
	let finish = (_isUndone: boolean) => {};
	cleanUp.add('Delete the user n8n-check-1', () => new Promise((done) => (finish = done)));
	cleanUp.add('Enable the user "jane.doe"', async () => true);
	interrupt();
	const run = cleanUp.run();
	await jest.advanceTimersByTimeAsync(3_010);
	interrupt();
	expect(told[1]).toContain('Delete the user');
	expect(told[1]).not.toContain('Enable the user');
	finish(true);
	await run;
	interrupt();
	expect(told[2]).toBe('\nEnded at once. Nothing was left to be undone.\n');
});
