import { EndedSessions } from '../../../nodes/shared/pingone/sessions/endedSessions';
import { PingOneError } from '../../../nodes/shared/pingone/errors/pingOneError';
import type { SessionEnd } from '../../../nodes/shared/pingone/sessions/sessions';

const ENDED: SessionEnd = { result: 'ended', at: '2026-11-25T12:00:00.000Z' };
const NOT_FOUND: SessionEnd = { result: 'notFound', error: new PingOneError('No.', 'Check.') };
const ALREADY: SessionEnd = { result: 'alreadyEnded' };

/** A request whose response comes when it is told to. */
function open() {
	let respond!: (end: SessionEnd) => void;
	let fail!: (error: Error) => void;
	const response = new Promise<SessionEnd>((resolve, reject) => {
		respond = resolve;
		fail = reject;
	});
	return { request: async () => await response, respond, fail };
}

const isSettled = async (work: Promise<unknown>) => {
	const pending = Symbol('pending');
	return (
		(await Promise.race([work, new Promise((done) => setImmediate(done, pending))])) !== pending
	);
};

describe('the sessions that an execution ends', () => {
	it('are ended as the response says', async () => {
		const sessions = new EndedSessions();
		for (const [key, end] of Object.entries({ a: ENDED, b: NOT_FOUND, c: ALREADY })) {
			expect(await sessions.end(key, async () => end)).toBe(end);
		}
	});

	it.each([ENDED, ALREADY])('are not unknown to whoever comes after $result', async (first) => {
		const sessions = new EndedSessions();
		await sessions.end('a', async () => first);
		expect(await sessions.end('a', async () => NOT_FOUND)).toEqual(ALREADY);
		expect(await sessions.end('a', async () => ENDED)).toBe(ENDED);
		expect(await sessions.end('b', async () => NOT_FOUND)).toBe(NOT_FOUND);
	});

	it('stay unknown if they were', async () => {
		const sessions = new EndedSessions();
		await sessions.end('a', async () => NOT_FOUND);
		expect(await sessions.end('a', async () => NOT_FOUND)).toBe(NOT_FOUND);
	});

	it('wait for the other response before one counts as unknown', async () => {
		const sessions = new EndedSessions();
		const [slow, slower] = [open(), open()];
		const first = sessions.end('a', slow.request);
		const second = sessions.end('a', slower.request);
		const third = sessions.end('a', async () => NOT_FOUND);
		expect(await isSettled(third)).toBe(false);
		slow.respond(NOT_FOUND);
		expect(await isSettled(Promise.race([first, third]))).toBe(false);
		slower.respond(ENDED);
		expect(await second).toBe(ENDED);
		expect(await first).toEqual(ALREADY);
		expect(await third).toEqual(ALREADY);
	});

	it('do not wait for ever if the other request fails', async () => {
		const sessions = new EndedSessions();
		const failing = open();
		const first = sessions.end('a', failing.request);
		const second = sessions.end('a', async () => NOT_FOUND);
		expect(await isSettled(second)).toBe(false);
		failing.fail(new Error('cut'));
		await expect(first).rejects.toThrow('cut');
		expect(await second).toBe(NOT_FOUND);
	});

	it('do not wait for a session of another key', async () => {
		const sessions = new EndedSessions();
		void sessions.end('a', open().request);
		expect(await sessions.end('b', async () => NOT_FOUND)).toBe(NOT_FOUND);
	});
});
