import fc from 'fast-check';
import { quote, sanitize } from '../../../nodes/shared/pingone/text';

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjM2MDB9.c2lnbmF0dXJl';

describe('text from outside', () => {
	it('loses its angle brackets, so that n8n cannot render it as HTML', () => {
		expect(sanitize('<img src=x onerror="alert(1)">')).toBe('‹img src=x onerror="alert(1)"›');
	});

	it('shows control and direction characters as escapes', () => {
		expect(sanitize('\u{e0001}')).toBe('\\udb40\\udc01');
		expect(sanitize('a\u0000b\u202ec')).toBe('a\\u0000b\\u202ec');
	});

	it('is cut where it is as long as a page', () => {
		expect(sanitize('x'.repeat(300))).toBe('x'.repeat(300));
		expect(sanitize('x'.repeat(301))).toBe(`${'x'.repeat(300)}…`);
		expect(sanitize('x'.repeat(5000))).toHaveLength(301);
	});

	it.each([
		`token ${JWT} end`,
		`Authorization: Bearer ${JWT}`,
		'bearer 0123-opaque',
		'my own-secret',
	])('hides the token in %j', (text) => {
		const shown = sanitize(text, ['own-secret']);
		expect(shown).toContain('[hidden]');
		expect(shown).not.toMatch(/eyJ|opaque|own-secret/);
	});

	it.each([
		[`${JWT} end`, '[hidden] end'],
		[`${JWT}.`, '[hidden]'],
		['eyJhbGciOiJSUzI1NiJ9..c2ln', '[hidden]'],
		['Bearer  opaque end', 'Bearer [hidden] end'],
		['an eyJewel', 'an eyJewel'],
		['keyJhbGciOiJSUzI1NiJ9', 'keyJhbGciOiJSUzI1NiJ9'],
	])('hides no more and no less than the token: %j', (text, shown) => {
		expect(sanitize(text)).toBe(shown);
	});

	it.each(['', 'a', 'abc', '1234567'])(
		'takes %j for no secret: it would hide all else',
		(short) => {
			expect(sanitize('abc of 1234567', [short])).toBe('abc of 1234567');
		},
	);

	it.each(['p@ss/w+rd =~*', 'Ünïcode-sécret', `"quoted"\\'(!)`, '\uD800 surrogate'])(
		'hides %j in each encoding',
		(secret) => {
			const form = new URLSearchParams({ secret }).toString().slice('secret='.length);
			for (const encoded of [
				secret,
				form,
				form.replace(/%../g, (escape) => escape.toLowerCase()),
				form.replaceAll('+', '%20'),
				JSON.stringify(secret).slice(1, -1),
			]) {
				expect(sanitize(`error in ${encoded}.`, [secret])).toBe('error in [hidden].');
			}
		},
	);

	it('never shows a secret, wherever the cut falls', () => {
		const secret = fc.stringMatching(/^[\w-]{16,40}$/);
		fc.assert(
			fc.property(secret, fc.string({ maxLength: 400 }), fc.string(), (hidden, start, end) => {
				expect(sanitize(`${start} ${hidden} ${end}`, [hidden])).not.toContain(hidden);
			}),
		);
	});
});

describe('a value in a failure', () => {
	it.each([
		['me', '"me"'],
		['', '""'],
		[undefined, '"undefined"'],
		[null, '"null"'],
		[7, '"7"'],
		[{}, 'an object with no keys'],
		[{ u: 'jane', password: 'Sup3rS3cret!' }, 'an object with the keys "u", "password"'],
		[{ '<b>': 'Sup3rS3cret!' }, 'an object with the key "‹b›"'],
		[
			Object.fromEntries('abcdefgh'.split('').map((key) => [key, 'Sup3rS3cret!'])),
			'an object with the keys "a", "b", "c", "d", "e" and 3 others',
		],
		[['Sup3rS3cret!', 2], 'a list of 2'],
		['{"password":"Sup3rS3cret!"}', 'JSON of 27 characters'],
		[` [ {"password":"Sup3rS3cret!"}]`, 'JSON of 31 characters'],
		['["Sup3rS3cret!"]', 'JSON of 16 characters'],
		['[x]', '"[x]"'],
		['{{ $json.x }}', '"{{ $json.x }}"'],
		['a\nb', '"a\\u000ab"'],
		['<b>', '"‹b›"'],
	])('is shown as it is: %j', (value, shown) => {
		expect(quote(value)).toBe(shown);
	});

	it('is cut where it is longer than an ID could be', () => {
		expect(quote('x'.repeat(64))).toBe(`"${'x'.repeat(64)}"`);
		expect(quote('x'.repeat(800))).toBe(`"${'x'.repeat(20)}…" (800 characters)`);
	});
});
