import { isTransientStatus } from '../../../nodes/shared/http/outcome';
import { assess } from '../../../nodes/shared/http/retryPolicy';
import { TokenError } from '../../../nodes/shared/pingone/errors/pingOneError';

it.each([408, 429, 500, 502, 503, 504, 599])('the same request may succeed after %d', (status) => {
	expect(isTransientStatus(status)).toBe(true);
});

it.each([200, 204, 302, 400, 401, 403, 404, 407, 409, 428, 430, 499])(
	'the same request gets %d again',
	(status) => {
		expect(isTransientStatus(status)).toBe(false);
	},
);

it('what is fatal is not tried again, whatever its status', () => {
	const outcome = { response: { status: 503, body: '' } };
	expect(assess(outcome, 'fatal').kind).toBe('fatal');
	expect(assess(outcome, 'refused').kind).toBe('failed');
});

it('a token that the token endpoint issues later holds all requests for as long as that asks', () => {
	const error = new TokenError('No token (429)', 'Wait.', true, 429, 5_000);
	expect(assess({ error }, 'notReady')).toMatchObject({
		kind: 'notReady',
		retryAfterMs: 5_000,
	});
});
