import { meaningOfError } from '../../../nodes/shared/http/networkErrors';
import { RequestScheduler } from '../../../nodes/shared/http/scheduler';
import { VirtualClock } from './simulation/virtualClock';

describe('meaningOfError', () => {
	it('treats an error other than a network error like a response that refuses the request', () => {
		expect(meaningOfError(new Error('odd'))).toBe('refused');
		expect(meaningOfError('odd')).toBe('refused');
	});
});

describe('a request that breaks the rules of the scheduler', () => {
	it.each([[new Error('odd')], ['odd']])('fails alone with what was thrown: %s', async (thrown) => {
		const clock = new VirtualClock();
		const scheduler = new RequestScheduler({ maxConcurrency: 1 }, clock);
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
