// What never runs inside n8n (the simulator, the demo, the tests) may use Node.js itself,
// which n8n's own rules in eslint.config.mjs refuse. Everything else is held to the same level.
import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** What may not be imported from where: dependencies point one way (docs/architecture.md). */
const DIRECTIONS = [
	{ target: './nodes/shared/http', from: ['./nodes/shared/pingone', './nodes/shared/node'] },
	{ target: './nodes/shared/pingone', from: './nodes/shared/node' },
	{ target: './nodes/shared', from: ['./nodes/PingOne*/**', './credentials/**'] },
	{ target: './nodes/PingOne*/**', from: './nodes/shared/http' },
	{ target: './credentials', from: ['./nodes/PingOne*/**', './nodes/shared/node/**'] },
	{ target: ['./nodes', './credentials'], from: ['./simulator', './test', './bench', './tools'] },
	{ target: './simulator', from: ['./test', './bench', './tools'] },
	{ target: './test/support', from: ['./bench', './tools'] },
];

const nodeGlobals = { process: 'readonly' };
const commonJsGlobals = {
	...nodeGlobals,
	exports: 'writable',
	module: 'writable',
	require: 'readonly',
};

export default tseslint.config(
	js.configs.recommended,
	tseslint.configs.recommended,
	{
		rules: {
			'no-console': 'error',
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
			],
		},
	},
	{
		files: ['**/*.ts'],
		plugins: { 'import-x': importX },
		settings: {
			'import-x/extensions': ['.ts'],
			'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
			'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts'] })],
		},
		rules: {
			'import-x/no-cycle': 'error',
			'import-x/no-restricted-paths': ['error', { zones: DIRECTIONS }],
		},
	},
	{ files: ['**/*.mjs'], languageOptions: { globals: nodeGlobals } },
	{
		files: ['*.js'],
		languageOptions: { sourceType: 'commonjs', globals: commonJsGlobals },
		rules: { '@typescript-eslint/no-require-imports': 'off' },
	},
);
