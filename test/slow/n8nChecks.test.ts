import { join } from 'node:path';
import { run, SLOW_MS, unpackPackage } from '../package/pack';

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
			const unpacked = await unpackPackage();
			const scan = [join(__dirname, 'scan.mjs'), ROOT, unpacked.folder];
			const found = JSON.parse(await run(process.execPath, scan));
			await unpacked.remove();

			const nothing = { passed: true, warnings: [] };
			expect(found).toMatchObject({ source: nothing, packed: nothing });
			expect(found.source.files).toBeGreaterThan(10);
			expect(found.packed.files).toBeGreaterThan(10);
		},
		SLOW_MS,
	);
});
