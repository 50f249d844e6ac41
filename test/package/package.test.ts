import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { INodeType } from 'n8n-workflow';
import { SLOW_MS, unpackPackage, type UnpackedPackage } from './pack';

const ROOT = join(__dirname, '../..');
const MAX_PACKED_BYTES = 150_000;

let unpacked: UnpackedPackage;
let paths: string[];

beforeAll(async () => {
	unpacked = await unpackPackage();
	paths = unpacked.paths;
}, SLOW_MS);

afterAll(async () => await unpacked.remove());

async function json(path: string) {
	return JSON.parse(await readFile(join(ROOT, path), 'utf8'));
}

describe('the package', () => {
	it('holds what n8n needs and nothing else', () => {
		expect(paths.filter((path) => !path.startsWith('dist/')).sort()).toEqual([
			'LICENSE.md',
			'README.md',
			'package.json',
		]);
		expect(paths.filter((path) => !/\.(js|json|svg|md)$/.test(path))).toEqual([]);
		expect(paths.filter((path) => /simulator|test/i.test(path))).toEqual([
			'dist/nodes/shared/node/credentialTest.js',
		]);
		expect(unpacked.size).toBeLessThan(MAX_PACKED_BYTES);
	});

	it('holds the files that all other tests load, byte for byte', async () => {
		const differing: string[] = [];
		for (const path of paths) {
			const [packed, tested] = await Promise.all(
				[unpacked.folder, ROOT].map(async (folder) => await readFile(join(folder, path))),
			);
			if (!packed.equals(tested)) differing.push(path);
		}
		expect(differing).toEqual([]);
	});

	it('holds every file that its package.json, nodes and credentials refer to', async () => {
		const { n8n } = await json('package.json');
		const entries: string[] = [...n8n.nodes, ...n8n.credentials];
		expect(entries.length).toBeGreaterThan(0);
		for (const entry of entries) {
			expect(paths).toContain(entry);
			const source = await readFile(join(ROOT, entry), 'utf8');
			const icons = [...source.matchAll(/'file:([^']+)'/g)].map(([, icon]) => icon);
			expect(icons).toHaveLength(2);
			for (const icon of icons) expect(paths).toContain(join(dirname(entry), icon));
		}
		for (const node of n8n.nodes) {
			expect(paths).toContain(`${node}on`);
			expect(await json(`${node}on`)).toMatchObject({
				node: expect.stringMatching(/^n8n-nodes-pingone\./),
				resources: {
					primaryDocumentation: [{ url: expect.any(String) }],
					credentialDocumentation: [{ url: expect.any(String) }],
				},
			});
		}
	});

	it('holds a schema for each operation of each node', async () => {
		const { n8n } = await json('package.json');
		for (const entry of n8n.nodes as string[]) {
			const [[, NodeType]] = Object.entries(await import(join(ROOT, entry))) as Array<
				[string, new () => INodeType]
			>;
			const { properties, group } = new NodeType().description;
			const operations = properties.find(({ name }) => name === 'operation')?.options ?? [];
			if (group.includes('trigger')) {
				expect(paths).toContain(`${dirname(entry)}/__schema__/v1.0.0.json`);
			} else expect(operations.length).toBeGreaterThan(0);
			for (const operation of operations) {
				const value = 'value' in operation ? operation.value : '';
				expect(paths).toContain(`${dirname(entry)}/__schema__/v1.0.0/${value}.json`);
			}
		}
	});

	it('has two different pictures, for light and for dark', async () => {
		const [light, dark] = await Promise.all(
			['icons/pingOne.svg', 'icons/pingOne.dark.svg'].map(
				async (path) => await readFile(join(ROOT, path), 'utf8'),
			),
		);
		expect(light).toMatch(/^<svg /);
		expect(dark).toMatch(/^<svg /);
		expect(light).not.toBe(dark);
	});

	it('depends on nothing at run time, and on n8n-workflow as its only peer', async () => {
		const { dependencies, peerDependencies, devDependencies } = await json('package.json');
		expect(dependencies).toBeUndefined();
		expect(peerDependencies).toEqual({ 'n8n-workflow': '*' });
		expect(Object.keys(devDependencies)).toEqual(
			expect.arrayContaining(['n8n-core', 'axios', 'jest']),
		);
	});

	it('has a lockfile that names no registry', async () => {
		expect(await readFile(join(ROOT, 'package-lock.json'), 'utf8')).not.toMatch(
			/"resolved": "http/,
		);
	});

	it("keeps n8n's own lint configuration, as n8n.strict promises", async () => {
		const template = 'template/templates/shared/default/eslint.config.mjs';
		const cli = dirname(require.resolve('@n8n/node-cli/eslint', { paths: [ROOT] }));
		expect((await json('package.json')).n8n.strict).toBe(true);
		expect(await readFile(join(ROOT, 'eslint.config.mjs'), 'utf8')).toBe(
			await readFile(join(cli, '..', template), 'utf8'),
		);
	});
});
