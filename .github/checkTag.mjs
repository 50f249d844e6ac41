/**
 * Fails unless the tag is the version in package.json, and the commit that is checked out is on main.
 *
 *   node .github/checkTag.mjs v1.2.3
 *
 * Needs origin/main with its history.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const [tag] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
if (tag !== `v${version}`) fail(`The tag is ${tag}, the version in package.json is ${version}.`);

const { status, stderr } = spawnSync(
	'git',
	['merge-base', '--is-ancestor', 'HEAD', 'origin/main'],
	{
		encoding: 'utf8',
	},
);
if (status === 1) fail('The tagged commit is not on main.');
if (status !== 0) fail(`git does not say whether the tagged commit is on main: ${stderr}`);

function fail(message) {
	process.stderr.write(`${message.trim()}\n`);
	process.exit(1);
}
