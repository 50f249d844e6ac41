import { retryAfterMs } from '../../../nodes/shared/http/retryAfter';

describe('the header Retry-After', () => {
	it.each([
		['seconds', { 'retry-after': '20' }, 20_000],
		[
			'a date, by a clock that is years ahead',
			{
				'retry-after': 'Fri, 23 Nov 2035 12:00:20 GMT',
				date: 'Fri, 23 Nov 2035 12:00:00 GMT',
			},
			20_000,
		],
		[
			'a date, by a clock that is slow',
			{
				'retry-after': 'Sun, 01 Jan 2017 00:00:20 GMT',
				date: 'Sun, 01 Jan 2017 00:00:00 GMT',
			},
			20_000,
		],
		['more seconds than there will ever be', { 'retry-after': '99999999999999999999' }, 1e23],
	])('reads %s as a wait', (_how, headers, ms) => {
		expect(retryAfterMs(headers)).toBe(ms);
	});

	it('compares a date with the local clock if the response has no valid Date header', () => {
		const inThreeSeconds = new Date(Date.now() + 3_000).toUTCString();
		for (const date of [
			undefined,
			'',
			'soon',
			4_102_444_800_000,
			'1 Jan 2017',
			'GMT 1 Jan 2017',
			['1 Jan 2017 GMT'],
		]) {
			const ms = retryAfterMs({ 'retry-after': inThreeSeconds, date });
			expect(ms).toBeGreaterThan(1_500);
			expect(ms).toBeLessThanOrEqual(3_000);
		}
	});

	it.each(['-5', '0', '1.5', 'soon', '', '20 s', 'Tue, 99 Foo 2026 99:99:99 GMT', 20, undefined])(
		'ignores the invalid value %j',
		(header) => {
			const date = 'Mon, 23 Nov 2026 12:00:00 GMT';
			expect(retryAfterMs({ 'retry-after': header, date })).toBeUndefined();
		},
	);

	it('ignores a date in the past, and a missing header', () => {
		const headers = {
			'retry-after': 'Mon, 23 Nov 2026 11:59:59 GMT',
			date: 'Mon, 23 Nov 2026 12:00:00 GMT',
		};
		expect(retryAfterMs(headers)).toBeUndefined();
		expect(retryAfterMs()).toBeUndefined();
	});
});
