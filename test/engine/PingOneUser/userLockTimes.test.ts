import type { INodeParameters } from 'n8n-workflow';
import { EngineFixture } from '../../support/engine/engineFixture';
import { JANE, runUserOperation } from '../../support/engine/pingOneUser';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
/** An expression is evaluated, and a request is sent, within this time. */
const SOON_MS = 20_000;

const fixture = EngineFixture.forEachTest();

async function lock(parameters: INodeParameters, timezone?: string) {
	const { bad, received } = await runUserOperation(
		fixture,
		'lock',
		[JANE],
		{ endSessions: false, ...parameters },
		{ timezone },
	);
	const sent = received.find(({ method }) => method === 'POST')?.body;
	return { unlockAt: sent === undefined ? undefined : JSON.parse(sent).unlockAt, bad, received };
}

describe('Lock For', () => {
	it.each([
		[{}, DAY_MS],
		[{ lockFor: 90, lockUnit: 'minutes' }, 90 * MINUTE_MS],
		[{ lockFor: 8, lockUnit: 'hours' }, 480 * MINUTE_MS],
		[{ lockFor: 30, lockUnit: 'days' }, 30 * DAY_MS],
		[{ lockFor: 0.5, lockUnit: 'hours' }, 30 * MINUTE_MS],
		[{ lockFor: '={{ "2" }}', lockUnit: '={{ "hours" }}' }, 120 * MINUTE_MS],
		[{ lockFor: 3653, lockUnit: 'days' }, 3653 * DAY_MS],
	])('counts from now, in whole seconds: %j', async (parameters, lengthMs) => {
		const before = Date.now();
		const { unlockAt } = await lock(parameters);
		expect(unlockAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
		expect(Date.parse(unlockAt) - before).toBeGreaterThanOrEqual(lengthMs);
		expect(Date.parse(unlockAt) - before).toBeLessThan(lengthMs + SOON_MS);
	});

	it.each([
		0,
		-1,
		1e12,
		'={{ NaN }}',
		'={{ Infinity }}',
		'={{ "soon" }}',
		'={{ "" }}',
		'={{ null }}',
		'={{ true }}',
		'={{ [24] }}',
		'={{ $json.nothing }}',
	])('is refused, and nothing is sent, if it is %j', async (lockFor) => {
		const { bad, received } = await lock({ lockFor, lockUnit: 'days' });
		expect(received).toEqual([]);
		expect(bad[0].error).toContain("'Lock For' is not a number above 0, or is more than ten years");
		expect(bad[0].error).toContain('use Disable');
	});

	it.each(['={{ "weeks" }}', '={{ "toString" }}', '={{ 60 }}', '={{ $json.nothing }}'])(
		'has a unit that is known, and not %j',
		async (lockUnit) => {
			const { bad, received } = await lock({ lockUnit });
			expect(received).toEqual([]);
			expect(bad[0].error).toContain(
				"'Lock Unit' is neither 'minutes', 'hours', 'days' nor 'untilUnlocked'",
			);
		},
	);
});

describe('Unlock At', () => {
	it.each([
		['2031-06-07T23:59:59Z', '2031-06-07T23:59:59Z'],
		['2031-06-07T23:59:59.001Z', '2031-06-08T00:00:00Z'],
		['2031-06-07T18:00:00+02:00', '2031-06-07T16:00:00Z'],
		['2031-06-07T18:00:00', '2031-06-07T09:00:00Z'],
		['2031-06-07 18:00', '2031-06-07T09:00:00Z'],
		['2031-06-07', '2031-06-06T15:00:00Z'],
		["={{ DateTime.fromISO('2031-06-07T18:00', { zone: 'utc' }) }}", '2031-06-07T18:00:00Z'],
		["={{ new Date('2031-06-07T18:00:00Z') }}", '2031-06-07T18:00:00Z'],
		['={{ 1938535200000 }}', '2031-06-06T18:00:00Z'],
	])('overrides Lock For: %s, in the time zone of the workflow', async (value, expected) => {
		const { unlockAt } = await lock({ lockFor: 1, options: { unlockAt: value } }, 'Asia/Tokyo');
		expect(unlockAt).toBe(expected);
	});

	it('is refused together with Until Unlocked, and nothing is sent', async () => {
		const { bad, received } = await lock({
			lockUnit: 'untilUnlocked',
			options: { unlockAt: '2031-06-07T18:00Z' },
		});
		expect(received).toEqual([]);
		expect(bad[0].error).toContain("'Unlock At' cannot be used together with 'Until Unlocked'");
	});

	it('needs no Lock For', async () => {
		const parameters = { lockFor: 0, lockUnit: '={{ "" }}' };
		const { unlockAt } = await lock({ ...parameters, options: { unlockAt: '2031-06-07T18:00Z' } });
		expect(unlockAt).toBe('2031-06-07T18:00:00Z');
	});

	it.each([
		'',
		'tomorrow',
		'24',
		'33',
		'2031',
		'14:30',
		'June 7, 2031',
		'2031-13-45T00:00:00Z',
		'={{ $json.nothing }}',
		'={{ null }}',
		'={{ 1940000000 }}',
		'={{ Infinity }}',
		'={{ true }}',
		'={{ {} }}',
		'={{ [] }}',
		"={{ new Date('x') }}",
	])('is refused, and nothing is sent, if it is no date: %j', async (unlockAt) => {
		const { bad, received } = await lock({ options: { unlockAt } });
		expect(received).toEqual([]);
		expect(bad[0].error).toContain("'Unlock At' is not a date and time");
	});

	it.each(['2020-01-01T00:00:00Z', '={{ $now.minus({ seconds: 1 }) }}', '2099-01-01'])(
		'is refused, and nothing is sent, if it is past or more than ten years away: %s',
		async (unlockAt) => {
			const { bad, received } = await lock({ options: { unlockAt } });
			expect(received).toEqual([]);
			expect(bad[0].error).toContain("'Unlock At' is not in the future, or is more than ten years");
		},
	);
});
