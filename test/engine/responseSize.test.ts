import { gzipSync } from 'node:zlib';
import { seededSessionId } from '../../simulator/seed/seededIds';
import { EngineFixture } from '../support/engine/engineFixture';

const MB = 1_000_000;
const PART_MB = 10;
const PARTS = 30;
const LOOK_EVERY_MS = 5;
const JANE = { sessionId: seededSessionId('jane.doe') };

/** 300 MB of spaces, compressed to less than one. */
const BOMB = {
	response: {
		status: 200,
		headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
		body: Buffer.concat(Array<Buffer>(PARTS).fill(gzipSync(Buffer.alloc(PART_MB * MB, ' ')))),
	},
};

describe.each(['accessToken', 'worker'] as const)('with the credential %s', (authentication) => {
	const fixture = EngineFixture.forEachTest(authentication);

	it.each(['get', 'reset'])(
		'%s fails if the response is too large, and does not read all of it',
		async (operation) => {
			fixture.simulator.faults.inject({ fault: BOMB, on: /sessions/ });
			const before = process.memoryUsage.rss();
			let peak = before;
			const sampling = setInterval(() => {
				peak = Math.max(peak, process.memoryUsage.rss());
			}, LOOK_EVERY_MS);
			const { bad, received } = await fixture.run(operation, [JANE], {
				onError: 'continueErrorOutput',
			});
			clearInterval(sampling);
			expect(bad[0].error).toContain('sent a response of more than 50 MB');
			expect(bad[0].error).toContain(
				operation === 'get' ? 'Nothing was changed.' : 'It is not known whether PingOne',
			);
			expect(received).toHaveLength(1);
			expect((peak - before) / MB).toBeLessThan(PART_MB * PARTS);
		},
	);
});

describe('with a token endpoint', () => {
	const fixture = EngineFixture.forEachTest('worker');

	it('whose response is too large, there is no token', async () => {
		fixture.simulator.faults.inject({ fault: BOMB, on: /as\/token/ });
		const { bad } = await fixture.reset([JANE], { onError: 'continueErrorOutput' });
		expect(bad[0].error).toContain("the response is not from PingOne's token endpoint");
	});
});
