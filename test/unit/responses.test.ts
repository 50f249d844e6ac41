import { meaningOfError } from '../../nodes/shared/http/networkErrors';
import { RequestScheduler } from '../../nodes/shared/http/scheduler';
import { Failure } from '../../nodes/shared/pingone/failure';
import { PingOne, type Repetition } from '../../nodes/shared/pingone/pingOne';
import { meaningOf, refusalOf, type Answer } from '../../nodes/shared/pingone/refusals';
import { NoToken } from '../../nodes/shared/pingone/tokenEndpoint';
import { VirtualClock } from './simulation/virtualClock';

const NOTES = {
	addressField: "'API Path'",
	tokenAdvice: 'Get another.',
	secrets: new Set<string>(),
};
const OWN = { code: 'UNEXPECTED_ERROR' };

const response = (status: number, body: unknown = '') => ({ response: { status, body } });

describe('what an outcome means', () => {
	it.each([
		[204, '', 'done'],
		[200, '<html>Sign in</html>', 'done'],
		[302, '', 'refused'],
		[403, OWN, 'refused'],
		[404, OWN, 'refused'],
		[429, OWN, 'refused'],
		[401, '', 'fatal'],
		[401, { code: 'ACCESS_FAILED', details: [{ code: 'INVALID_TOKEN' }] }, 'fatal'],
		[401, { code: 'ACCESS_FAILED', details: [{ code: 'INSUFFICIENT_PERMISSIONS' }] }, 'refused'],
		[500, OWN, 'mayHaveBeenCarriedOut'],
		[503, OWN, 'mayHaveBeenCarriedOut'],
		[502, '<html>Bad gateway</html>', 'refused'],
		[503, '', 'refused'],
	])('%i %j: %s', (status, body, meaning) => {
		expect(meaningOf(response(status, body))).toBe(meaning);
	});

	it.each([
		[new NoToken('No token', 'Check the secret.', false), 'fatal'],
		[new NoToken('No token', 'Wait.', true), 'notSent'],
		[new Failure('Odd', 'Check it.'), 'refused'],
		[new Error('Domain not allowed'), 'refused'],
	])('%s: %s', (error, meaning) => {
		expect(meaningOf({ error })).toBe(meaning);
	});

	it('of an error that is none of the network is a refusal', () => {
		expect(meaningOfError(new Error('odd'))).toBe('refused');
		expect(meaningOfError('odd')).toBe('refused');
	});
});

describe('a refusal', () => {
	const failureOf = (answer: Answer) => refusalOf(answer, 'session x', NOTES);

	it('for being too fast does not claim that nothing was done, if an earlier attempt may have been', () => {
		expect(failureOf({ status: 429, body: '' }).advice).toContain('Run the workflow again later');
		const { message, advice } = failureOf({ status: 429, body: '', mayHaveBeenCarriedOut: true });
		expect(message).not.toContain('not carried out');
		expect(advice).toContain('An earlier attempt may have been carried out.');
	});

	it('by a 5xx says what to do if it was carried out, as the call knows it', () => {
		expect(failureOf({ status: 500, body: OWN }).advice).toContain('look in PingOne before');
		const ifUnknown = 'Twice does no harm.';
		expect(failureOf({ status: 500, body: OWN, ifUnknown }).advice).toContain(ifUnknown);
	});
});

describe('a call', () => {
	/** How often it is sent, if PingOne answers so. */
	async function timesSent(
		status: number,
		repetition?: Repetition,
		method: 'post' | 'delete' = 'post',
	) {
		const clock = new VirtualClock();
		let sent = 0;
		const pingOne = new PingOne(
			async () => {
				sent += 1;
				return { status: sent === 1 ? status : 204, body: '' };
			},
			'https://api.pingone.com/v1',
			NOTES,
			new RequestScheduler({}, clock),
		);
		const calls = {
			post: async () => await pingOne.post('/x', 'text/plain', {}, repetition),
			delete: async () => await pingOne.delete('/x', {}, repetition),
		};
		await clock.runUntil(calls[method]());
		return sent;
	}

	it('is not repeated after it may have been carried out, unless it says that it may be', async () => {
		const repetition = { isRepeatable: true, ifUnknown: 'Twice does no harm.' };
		for (const method of ['post', 'delete'] as const) {
			expect(await timesSent(500, undefined, method)).toBe(1);
			expect(await timesSent(429, undefined, method)).toBe(2);
			expect(await timesSent(500, repetition, method)).toBe(2);
		}
	});
});

describe('a request that breaks the rules of the scheduler', () => {
	it.each([[new Error('odd')], ['odd']])('fails alone with what was thrown: %s', async (thrown) => {
		const clock = new VirtualClock();
		const scheduler = new RequestScheduler({ maxConcurrency: 2 }, clock);
		const request = {
			attempt: async () => ({ status: 204, body: '' }),
			timeoutMs: 1_000,
			isRepeatable: true,
		};
		const broken = scheduler.send({
			...request,
			classify: () => {
				throw thrown;
			},
		});
		const healthy = scheduler.send({ ...request, classify: () => 'done' });
		await clock.runUntil(Promise.allSettled([broken, healthy]));
		await expect(broken).rejects.toThrow('odd');
		expect(await healthy).toMatchObject({ attempts: 1 });
	});
});
