import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = join(__dirname, '../../.github/checkTag.mjs');

let folder: string;

/** Creates a repository whose `main` has the version 1.2.3, then another commit. */
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'tag-'));
	git('init', '--quiet', '--initial-branch=main');
	await commit('1.2.2');
	await commit('1.2.3');
	await commit('1.2.3');
	git('update-ref', 'refs/remotes/origin/main', 'HEAD');
});

afterEach(async () => await rm(folder, { recursive: true }));

async function commit(version: string, message = version) {
	await writeFile(join(folder, 'package.json'), JSON.stringify({ version }));
	git('add', 'package.json');
	git('commit', '--quiet', '--allow-empty', '--message', message);
}

function git(...args: string[]) {
	const author = ['-c', 'user.name=Jane', '-c', 'user.email=jane@acme.example'];
	const { status, stderr } = spawnSync('git', [...author, ...args], {
		cwd: folder,
		encoding: 'utf8',
	});
	expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
}

function check(...tags: string[]) {
	const { status, stderr } = spawnSync(process.execPath, [PROGRAM, ...tags], {
		cwd: folder,
		encoding: 'utf8',
	});
	return { status, stderr };
}

describe('the check of a tag', () => {
	it.each([
		['the newest commit of main', 'HEAD'],
		['an older commit of main', 'HEAD~1'],
	])('passes if it is the version of %s', (_which, commitish) => {
		git('checkout', '--quiet', '--detach', commitish);
		expect(check('v1.2.3')).toEqual({ status: 0, stderr: '' });
	});

	it.each([['v1.2.4'], ['1.2.3'], ['v1.2.3-1'], ['']])('fails if it is %j', (tag) => {
		expect(check(tag)).toEqual({
			status: 1,
			stderr: `The tag is ${tag}, the version in package.json is 1.2.3.\n`,
		});
	});

	it('fails if its commit is not on main', async () => {
		git('checkout', '--quiet', '--detach', 'HEAD~1');
		await commit('1.2.3', 'On a branch');
		expect(check('v1.2.3')).toEqual({
			status: 1,
			stderr: 'The tagged commit is not on main.\n',
		});
	});

	it('fails if the repository does not know what is on main', () => {
		git('update-ref', '-d', 'refs/remotes/origin/main');
		expect(check('v1.2.3')).toEqual({
			status: 1,
			stderr: expect.stringMatching(/^git does not say whether .*origin\/main/),
		});
	});

	it('fails if there is none', () => {
		expect(check()).toEqual({ status: 1, stderr: expect.stringContaining('undefined') });
	});
});
