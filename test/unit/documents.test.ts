import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '../..');
const MAX_README_WORDS = 1_200;
const MAX_DOCS_WORDS = 11_300;

const documents = ['', 'docs', 'examples'].flatMap((folder) =>
	readdirSync(join(ROOT, folder))
		.filter((name) => name.endsWith('.md'))
		.map((name) => join(folder, name)),
);

function read(path: string): string {
	return readFileSync(join(ROOT, path), 'utf8');
}

function countWords(text: string): number {
	// The lines of a table are not words.
	return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

/** Returns the anchors of the headings of a document, as GitHub makes them. */
function anchorsOf(path: string): string[] {
	return [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N}\- ]/gu, '')
			.replaceAll(' ', '-'),
	);
}

it.each(documents)('every link of %s leads to a file, and to a heading in it', (document) => {
	const links = [...read(document).matchAll(/\]\((?!https?:)([^)#]*)#?([^)]*)\)/g)];
	const broken = links.filter(([, file, anchor]) => {
		const path = file === '' ? document : join(dirname(document), file);
		return !existsSync(join(ROOT, path)) || (anchor !== '' && !anchorsOf(path).includes(anchor));
	});
	expect(broken.map(([link]) => link)).toEqual([]);
});

it('README.md and docs/ are no longer than somebody will read', () => {
	const docs = documents.filter((path) => path.startsWith('docs'));
	expect(countWords(read('README.md'))).toBeLessThanOrEqual(MAX_README_WORDS);
	expect(countWords(docs.map(read).join('\n'))).toBeLessThanOrEqual(MAX_DOCS_WORDS);
});

it('CONTRIBUTING.md names every command', () => {
	const { scripts } = JSON.parse(read('package.json'));
	const text = read('CONTRIBUTING.md');
	const missing = Object.keys(scripts).filter(
		(name) => !new RegExp(`\`npm (run )?${name}\``).test(text),
	);
	expect(missing).toEqual([]);
});
