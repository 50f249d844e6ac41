// Runs n8n's package scanner without its network: node scan.mjs <source folder> <packed folder>
import {
	analyzePackage,
	buildScanConfig,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';
import { ESLint } from 'eslint';

const PACKED_FILE_PATTERNS = ['**/*.js', 'package.json'];

/** Prints the scanner's result, and the warnings that it does not show. */
async function scan(folder, patterns) {
	const { passed, details, message } = await analyzePackage(folder, patterns);
	const eslint = new ESLint({
		cwd: folder,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: await buildScanConfig(),
	});
	const results = await eslint.lintFiles(patterns);
	const warnings = results.flatMap(({ messages }) => messages).map(({ ruleId }) => ruleId);
	return { passed, details, message, files: results.length, warnings };
}

const [source, packed] = process.argv.slice(2);
process.stdout.write(
	JSON.stringify({
		source: await scan(source, SOURCE_FILE_PATTERNS),
		packed: await scan(packed, PACKED_FILE_PATTERNS),
	}),
);
