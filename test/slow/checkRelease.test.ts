import { spawnSync } from 'node:child_process';
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const PROGRAM = join(ROOT, '.github/checkRelease.mjs');
const CREDENTIAL = 'dist/credentials/PingOneWorkerApi.credentials.js';
const CODEX = 'dist/nodes/PingOneSession/PingOneSession.node.json';

/** Matches an address between these marks. */
const EMAIL = /(?<="email": ")[^"]+/g;
const HOMEPAGE = /(?<="homepage": ")[^"]+/g;
const URL_FIELD = /(?<="url": ")[^"]+/g;
const DOCUMENTATION_URL = /(?<=documentationUrl = ')[^']+/g;
const FIRST_LINK = /(?<=\]\()[^)]+/;

let folder: string;

/** A copy of what is published, as it is once the project has addresses of its own. */
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'release-'));
	for (const path of ['package.json', 'README.md', 'dist']) {
		await cp(join(ROOT, path), join(folder, path), { recursive: true });
	}
	const { n8n } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
	const own = 'https://pingone.acme.test/';
	for (const address of [EMAIL, HOMEPAGE]) await replace('package.json', address, own);
	for (const path of n8n.credentials) await replace(path, DOCUMENTATION_URL, own);
	for (const path of n8n.nodes) await replace(path.replace(/\.js$/, '.json'), URL_FIELD, own);
});

afterEach(async () => await rm(folder, { recursive: true }));

async function replace(path: string, sought: RegExp, replacement: string) {
	const text = await readFile(join(folder, path), 'utf8');
	expect(text).toMatch(sought);
	await writeFile(join(folder, path), text.replace(sought, replacement));
}

function check(...folders: string[]) {
	const { status, stderr } = spawnSync(process.execPath, [PROGRAM, ...folders], {
		encoding: 'utf8',
	});
	return { status, stderr };
}

describe('the check of a release', () => {
	it('passes if only placeholders and examples have an example address', async () => {
		const placeholder = (await readFile(join(folder, CREDENTIAL), 'utf8')).includes('acme.example');
		expect(placeholder).toBe(true);
		await appendFile(join(folder, 'README.md'), 'Sign out jane@acme.example.');
		expect(check(folder)).toEqual({ status: 0, stderr: '' });
	});

	it.each([
		["the author's e-mail", 'package.json', EMAIL],
		['the homepage', 'package.json', HOMEPAGE],
		['the repository', 'package.json', URL_FIELD],
		["a credential's documentation", CREDENTIAL, DOCUMENTATION_URL],
		["a node's documentation", CODEX, URL_FIELD],
		['a link of the README', 'README.md', FIRST_LINK],
	])('fails and names the file if %s has one', async (_where, path, address) => {
		await replace(path, address, 'https://n8n-nodes-pingone.example/');
		expect(check(folder)).toEqual({
			status: 1,
			stderr: `Example addresses are left; see RELEASING.md:\n  ${join(folder, path)}\n`,
		});
	});

	it('fails if the address for security reports is one', async () => {
		await writeFile(join(folder, 'SECURITY.md'), 'Report to security@n8n-nodes-pingone.example.');
		expect(check(folder).stderr).toContain(join(folder, 'SECURITY.md'));
	});

	it('checks every folder that it is given', async () => {
		await replace('package.json', HOMEPAGE, 'https://n8n-nodes-pingone.example/');
		const other = join(folder, 'unpacked');
		await cp(join(folder, 'dist'), join(other, 'dist'), { recursive: true });
		for (const file of ['package.json', 'README.md'])
			await cp(join(folder, file), join(other, file));
		expect(check(folder, other).stderr).toContain(
			`\n  ${join(folder, 'package.json')}\n  ${join(other, 'package.json')}\n`,
		);
	});

	it('fails if it finds no documentation address to check, or has nothing to check', async () => {
		await replace(CREDENTIAL, /documentationUrl/, 'documentation');
		expect(check(folder)).toEqual({
			status: 1,
			stderr: expect.stringContaining(`${CREDENTIAL} has no documentationUrl`),
		});
		expect(check()).toEqual({ status: 1, stderr: expect.stringContaining('Usage: ') });
	});
});
