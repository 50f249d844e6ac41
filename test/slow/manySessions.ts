import type { INodeParameters } from 'n8n-workflow';
import { signInCrowd } from '../../simulator/seed/seed';
import { CredentialStore } from '../support/engine/credentialStore';
import { EngineFixture, type Outcome } from '../support/engine/engineFixture';

/** Tests of a worker application that hold for hundreds of sessions and for thousands. */
export function describeResetOf(count: number): void {
	describe(`a reset of ${count} sessions`, () => {
		let fixture: EngineFixture;

		beforeEach(async () => {
			fixture = await EngineFixture.open('worker');
		});

		afterEach(async () => await fixture.close());

		async function resetMany(options: INodeParameters = {}): Promise<Outcome> {
			const { tenant } = fixture.simulator;
			const ids = signInCrowd(tenant, count);
			const outcome = await fixture.reset(
				ids.map((sessionId) => ({ sessionId })),
				{ parameters: { options } },
			);
			expect(ids.some((id) => tenant.sessions.has(id))).toBe(false);
			expect(outcome.good.map(({ sessionId, pairedWith }) => [sessionId, pairedWith])).toEqual(
				ids.map((id, index) => [id, index]),
			);
			return outcome;
		}

		/** All tokens expire so many times under way, while several requests are in flight. */
		async function resetWhileTokensExpire(times: number): Promise<Outcome> {
			const { received, tenant, faults } = fixture.simulator;
			faults.latencyMs = 10;
			const ended = () => received.filter(({ status }) => status === 204).length;
			let expired = 0;
			let nextAt = count / 4;
			const expiry = setInterval(() => {
				if (expired === times || ended() < nextAt) return;
				tenant.tokens.expireAll();
				expired += 1;
				nextAt = ended() + count / 4;
			});
			const outcome = await resetMany({ maxConcurrency: count / 20 });
			clearInterval(expiry);
			expect(expired).toBe(times);
			return outcome;
		}

		it('takes one token, where there is none yet', async () => {
			const { tokenCalls, received } = await resetMany();
			expect(tokenCalls).toBe(1);
			expect(received).toHaveLength(count);
		});

		it('takes one more token where the first expires under way, and loses nothing', async () => {
			const { tokenCalls, received } = await resetWhileTokensExpire(1);
			expect(tokenCalls).toBe(2);
			const times = new Map<string, number[]>();
			for (const { path, status = 0 } of received) {
				times.set(path, [...(times.get(path) ?? []), status]);
			}
			expect(times.size).toBe(count);
			for (const answers of times.values()) expect(['401,204', '204']).toContain(answers.join());
			expect([...times.values()].filter(({ length }) => length === 2).length).toBeGreaterThan(1);
			const mediaTypes = new Set(received.map(({ headers }) => headers['content-type']));
			expect([...mediaTypes]).toEqual(['application/vnd.pingidentity.sso.session.logout']);
		});

		it('takes one more token for each time that all expire, where a new one was accepted', async () => {
			const { tokenCalls } = await resetWhileTokensExpire(2);
			expect(tokenCalls).toBe(3);
		});

		it('reads the credential a few times, and not for each request', async () => {
			const read = jest.spyOn(CredentialStore.prototype, 'getDecrypted');
			await resetMany();
			expect(read.mock.calls.length).toBeLessThan(5);
			read.mockRestore();
		});

		it('ends after two requests where no token is accepted', async () => {
			const { tenant, faults } = fixture.simulator;
			faults.inject({ fault: { response: { status: 401, body: '' } }, on: /sessions/ });
			const items = signInCrowd(tenant, count).map((sessionId) => ({ sessionId }));
			const outcome = await fixture.reset(items, { onError: 'continueErrorOutput' });
			expect(outcome.bad).toHaveLength(count);
			expect(outcome.received).toHaveLength(2);
			expect(outcome.tokenCalls).toBe(2);
		});

		it.each(['expired', undefined])(
			'takes one token for each execution at most, where four begin at once: %s',
			async (accessToken) => {
				const { simulator } = fixture;
				const stored = fixture.credentials(accessToken ? { accessToken } : {});
				const ids = signInCrowd(simulator.tenant, count);
				await Promise.all(
					[0, 1, 2, 3].map(async (part) => {
						const items = ids.slice((part * count) / 4, ((part + 1) * count) / 4);
						await fixture.reset(
							items.map((sessionId) => ({ sessionId })),
							{ stored },
						);
					}),
				);
				expect(ids.some((id) => simulator.tenant.sessions.has(id))).toBe(false);
				const tokenCalls = simulator.received.filter(({ path }) => path.endsWith('/as/token'));
				expect(tokenCalls.length).toBeLessThanOrEqual(4);
			},
		);

		it('never has more than 100 requests under way', async () => {
			const { simulator } = fixture;
			simulator.faults.latencyMs = 250;
			let most = 0;
			const sampling = setInterval(() => {
				const underWay = simulator.received.filter(({ status }) => status === undefined).length;
				most = Math.max(most, underWay);
			}, 20);
			await resetMany();
			clearInterval(sampling);
			expect(most).toBeGreaterThan(50);
			expect(most).toBeLessThanOrEqual(100);
		});
	});
}
