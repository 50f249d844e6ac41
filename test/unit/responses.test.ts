import { meaningOfError } from '../../nodes/shared/http/networkErrors';
import { RequestScheduler } from '../../nodes/shared/http/scheduler';
import { apiErrorFrom, meaningOf, type ApiResponse } from '../../nodes/shared/pingone/apiErrors';
import { PingOneClient, type Call } from '../../nodes/shared/pingone/client';
import { PingOneError, TokenError } from '../../nodes/shared/pingone/errors';
import { VirtualClock } from './simulation/virtualClock';

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;

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
		[new TokenError('No token', 'Check the secret.', false), 'fatal'],
		[new TokenError('No token', 'Wait.', true), 'notSent'],
		[new PingOneError('Odd', 'Check it.'), 'refused'],
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
	const failureOf = (answer: ApiResponse) => apiErrorFrom(answer, { name: 'session x' }, NOTES);

	it('for being too fast does not claim that nothing was done, if an earlier attempt may have been', () => {
		expect(failureOf({ status: 429, body: '' }).description).toContain(
			'Run the workflow again later',
		);
		const { message, description } = failureOf({
			status: 429,
			body: '',
			mayHaveBeenCarriedOut: true,
		});
		expect(message).not.toContain('not carried out');
		expect(description).toContain('An earlier attempt may have been carried out.');
	});

	it('by a 5xx says what to do if it was carried out, as the call knows it', () => {
		expect(failureOf({ status: 500, body: OWN }).description).toContain('look in PingOne before');
		const ifUnknown = 'Twice does no harm.';
		expect(failureOf({ status: 500, body: OWN, ifUnknown }).description).toContain(ifUnknown);
	});
});

describe('a call', () => {
	/** How often it is sent, if PingOne answers so. */
	async function timesSent(status: number, call: Call, method: (typeof METHODS)[number]) {
		const clock = new VirtualClock();
		let sent = 0;
		const pingOne = new PingOneClient(
			async () => {
				sent += 1;
				return { status: sent === 1 ? status : 204, body: '' };
			},
			'https://api.pingone.com/v1',
			NOTES,
			new RequestScheduler({}, clock),
		);
		await clock.runUntil(pingOne.send(method, '/x', call));
		return sent;
	}

	it('is not repeated after it may have been carried out, unless it says that it may be', async () => {
		const repetition = { isRepeatable: true, ifUnknown: 'Twice does no harm.' };
		for (const method of METHODS) {
			expect(await timesSent(500, {}, method)).toBe(1);
			expect(await timesSent(429, {}, method)).toBe(2);
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
