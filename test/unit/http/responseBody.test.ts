import { readBody } from '../../../nodes/shared/http/responseBody';

const MB = 1_000_000;

async function* chunks(...parts: Array<string | Uint8Array>) {
	for (const part of parts) yield typeof part === 'string' ? new TextEncoder().encode(part) : part;
}

it('parses JSON, and returns anything else as text', async () => {
	expect(await readBody(chunks('{"a":', '[1]}'))).toEqual({ body: { a: [1] } });
	expect(await readBody(chunks('\uFEFF{}'))).toEqual({ body: {} });
	expect(await readBody(chunks('<html>'))).toEqual({ body: '<html>' });
	expect(await readBody(chunks())).toEqual({ body: '' });
});

it('reads a character that is in two chunks', async () => {
	const bytes = new TextEncoder().encode('"ü"');
	const body = chunks(bytes.subarray(0, 2), bytes.subarray(2));
	expect(await readBody(body)).toEqual({ body: 'ü' });
	expect(await readBody(chunks(bytes.subarray(0, 2)))).toEqual({ body: '"\uFFFD' });
});

it('reads up to 50 MB, and not more', async () => {
	const part = new Uint8Array(10 * MB).fill(32);
	expect(await readBody(chunks(...Array<Uint8Array>(5).fill(part)))).not.toHaveProperty(
		'isTooLarge',
	);
	let sent = 0;
	const endless = async function* () {
		for (;;) {
			sent += part.length;
			yield part;
		}
	};
	expect(await readBody(endless())).toEqual({ body: '', isTooLarge: true });
	expect(sent).toBe(60 * MB);
});

it('fails as the stream does', async () => {
	const cut = async function* () {
		yield new Uint8Array([123]);
		throw new Error('aborted');
	};
	await expect(readBody(cut())).rejects.toThrow('aborted');
});
