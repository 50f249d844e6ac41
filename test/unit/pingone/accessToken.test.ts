import { PingOneApi } from '../../../credentials/PingOneApi.credentials';
import { failureOf } from '../../support/failureOf';

const URL = 'https://api.pingone.com/v1/environments';

async function headersWith(accessToken: string | number) {
	const request = { url: URL, headers: { Accept: 'application/json' } };
	return (await new PingOneApi().authenticate({ accessToken }, request)).headers;
}

describe('the access token', () => {
	it.each(['token-1', '  token-1\n', 'Bearer token-1', 'bearer  token-1 '])(
		'pasted as %j goes into the header, beside those that are there',
		async (pasted) => {
			expect(await headersWith(pasted)).toEqual({
				Accept: 'application/json',
				Authorization: 'Bearer token-1',
			});
		},
	);

	it.each([0, '', '  ', 'Bearer ', 'two words', 'line\nbreak', 'quo"ted', 'ü'])(
		'that is %j is refused without being shown',
		async (pasted) => {
			const { message, description } = await failureOf(async () => await headersWith(pasted));
			expect(message).toMatch(
				/^'Access Token' in the PingOne credential (is empty|has characters)/,
			);
			expect(description).toContain('Nothing was sent');
			if (String(pasted).trim() && pasted !== 0)
				expect(`${message}${description}`).not.toContain(pasted);
		},
	);
});
