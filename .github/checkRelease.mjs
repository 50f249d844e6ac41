/**
 * Fails while an example address is left where RELEASING.md says that the project's own belongs.
 * Example addresses elsewhere, such as jane@acme.example in a placeholder, are meant to stay.
 *
 *   node .github/checkRelease.mjs FOLDER...
 *
 * A folder is the repository after `npm run build`, or an unpacked package.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const EXAMPLE_ADDRESS = /\.example\b/;
const DOCUMENTATION_URL = /documentationUrl = '([^']*)'/;
const LINK_TARGETS = /\]\([^)]+\)/g;

/** The places of a folder that have an example address. */
async function placesLeft(folder) {
	const read = async (path) => await readFile(join(folder, path), 'utf8');
	const { author, homepage, repository, bugs, n8n } = JSON.parse(await read('package.json'));

	const places = {
		'package.json': { author, homepage, repository, bugs },
		'README.md': (await read('README.md')).match(LINK_TARGETS),
		// It is in the repository, not in the package.
		'SECURITY.md': existsSync(join(folder, 'SECURITY.md')) && (await read('SECURITY.md')),
	};
	for (const path of n8n.credentials) {
		const url = DOCUMENTATION_URL.exec(await read(path))?.[1];
		if (url === undefined) throw new Error(`${path} has no documentationUrl`);
		places[path] = url;
	}
	for (const node of n8n.nodes) {
		const path = node.replace(/\.js$/, '.json');
		places[path] = JSON.parse(await read(path)).resources;
	}
	return Object.entries(places)
		.filter(([, content]) => EXAMPLE_ADDRESS.test(JSON.stringify(content)))
		.map(([path]) => join(folder, path));
}

const folders = process.argv.slice(2);
if (folders.length === 0) throw new Error('Usage: node .github/checkRelease.mjs FOLDER...');
const left = (await Promise.all(folders.map(placesLeft))).flat();
if (left.length > 0) {
	process.stderr.write(`Example addresses are left; see RELEASING.md:\n  ${left.join('\n  ')}\n`);
	process.exitCode = 1;
}
