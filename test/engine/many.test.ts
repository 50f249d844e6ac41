import { signInCrowd } from '../../sandbox/seed';
import { Company, type Outcome } from './company';

const COUNT = 2000;

let company: Company;

beforeEach(async () => {
	company = await Company.open('oAuth2');
});

afterEach(async () => await company.close());

async function resetMany(): Promise<Outcome> {
	const { tenant } = company.standIn;
	const ids = signInCrowd(tenant, COUNT);
	const outcome = await company.reset(ids.map((sessionId) => ({ sessionId })));
	expect(ids.some((id) => tenant.sessions.has(id))).toBe(false);
	expect(outcome.good.map(({ sessionId, pairedWith }) => [sessionId, pairedWith])).toEqual(
		ids.map((id, index) => [id, index]),
	);
	return outcome;
}

describe('a reset of 2,000 sessions', () => {
	it('takes one token, where there is none yet', async () => {
		const { tokenCalls, received } = await resetMany();
		expect(tokenCalls).toBe(1);
		expect(received).toHaveLength(COUNT);
	});

	it('takes one more token where the first expires under way, and loses nothing', async () => {
		const { standIn } = company;
		const expiry = setInterval(() => {
			if (standIn.received.length < COUNT / 4) return;
			standIn.tenant.expireTokens();
			clearInterval(expiry);
		});
		const { tokenCalls, received } = await resetMany();

		expect(tokenCalls).toBe(2);
		const times = new Map<string, number[]>();
		for (const { path, answered = 0 } of received) {
			times.set(path, [...(times.get(path) ?? []), answered]);
		}
		expect(times.size).toBe(COUNT);
		for (const answers of times.values()) expect(['401,204', '204']).toContain(answers.join());
		expect([...times.values()].filter(({ length }) => length === 2).length).toBeGreaterThan(1);
		const mediaTypes = new Set(received.map(({ headers }) => headers['content-type']));
		expect([...mediaTypes]).toEqual(['application/vnd.pingidentity.sso.session.logout']);
	});

	it('never has more than 100 requests under way', async () => {
		const { standIn } = company;
		standIn.behaviour.latencyMs = 250;
		let most = 0;
		const count = setInterval(() => {
			const underWay = standIn.received.filter(({ answered }) => answered === undefined).length;
			most = Math.max(most, underWay);
		}, 20);
		await resetMany();
		clearInterval(count);
		expect(most).toBeGreaterThan(50);
		expect(most).toBeLessThanOrEqual(100);
	});
});
