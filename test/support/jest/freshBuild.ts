import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
	findConfigFile,
	getParsedCommandLineOfConfigFile,
	sys,
	transpileModule,
	type ParsedCommandLine,
} from 'typescript';

const ROOT = join(__dirname, '../../..');

/**
 * Compiles the sources in memory and compares: a build that is missing, or is of other sources than
 * these, is not tested.
 *
 * @throws naming the files that differ.
 */
export default function freshBuild(): void {
	const expected = new Map([...compiled(), ...copied()]);
	const found = filesIn('dist').filter((path) => !path.endsWith('.map'));
	const differing = [...new Set([...expected.keys(), ...found])].filter(
		(path) => !found.includes(path) || read(path) !== expected.get(path),
	);
	if (differing.length === 0) return;
	throw new Error(
		`dist/ is not what the sources build, so tests of it would say nothing about them. Run "npm run build" first ("npm test" does). It differs in ${differing.slice(0, 5).join(', ')}${differing.length > 5 ? ` and ${differing.length - 5} more` : ''}.`,
	);
}

function compiled(): Array<[string, string]> {
	const { options, fileNames } = buildConfig();
	return fileNames.map((fileName) => {
		const { outputText } = transpileModule(readFileSync(fileName, 'utf8'), {
			compilerOptions: options,
			fileName,
		});
		return [`dist/${relative(ROOT, fileName).replace(/\.ts$/, '.js')}`, outputText];
	});
}

function buildConfig(): ParsedCommandLine {
	const path = findConfigFile(ROOT, sys.fileExists);
	const host = { ...sys, onUnRecoverableConfigFileDiagnostic: () => {} };
	const config = path && getParsedCommandLineOfConfigFile(path, undefined, host);
	if (!config) throw new Error('There is no tsconfig.json that can be read.');
	return config;
}

/** Lists the files that `copy` in gulpfile.js copies. */
function copied(): Array<[string, string]> {
	return ['icons', 'nodes']
		.flatMap(filesIn)
		.filter((path) => /^icons\/[^/]*\.svg$|\.node\.json$|\/__schema__\/.*\.json$/.test(path))
		.map((path) => [`dist/${path}`, read(path)]);
}

function filesIn(folder: string): string[] {
	try {
		return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map(({ parentPath, name }) => relative(ROOT, join(parentPath, name)));
	} catch {
		return [];
	}
}

function read(path: string): string {
	return readFileSync(join(ROOT, path), 'utf8');
}
