import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack, run, SLOW_MS } from '../package/pack';

const ROOT = join(__dirname, '../..');
const BIN = join(ROOT, 'node_modules/.bin');

describe("n8n's own checks", () => {
	it(
		'find nothing, not even a warning, when they lint',
		async () => {
			const linted = ['package.json', 'nodes', 'credentials'];
			await run(join(BIN, 'eslint'), ['--max-warnings', '0', ...linted]);
		},
		SLOW_MS,
	);

	it(
		'find nothing, not even a warning, when they scan the source and the package',
		async () => {
			const paths = (await pack()).files.map(({ path }) => path);
			const folder = await mkdtemp(join(tmpdir(), 'packed-'));
			for (const path of paths) await cp(join(ROOT, path), join(folder, path));
			const scan = [join(__dirname, 'scan.mjs'), ROOT, folder];
			const found = JSON.parse(await run(process.execPath, scan));
			await rm(folder, { recursive: true });

			const nothing = { passed: true, warnings: [] };
			expect(found).toMatchObject({ source: nothing, packed: nothing });
			expect(found.source.files).toBeGreaterThan(10);
			expect(found.packed.files).toBeGreaterThan(10);
		},
		SLOW_MS,
	);
});
