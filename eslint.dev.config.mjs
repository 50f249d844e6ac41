// What never runs inside n8n (the simulator, the demo, the tests) may use Node.js itself,
// which n8n's own rules in eslint.config.mjs refuse. Everything else is held to the same level.
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

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
	{ files: ['**/*.mjs'], languageOptions: { globals: nodeGlobals } },
	{
		files: ['*.js'],
		languageOptions: { sourceType: 'commonjs', globals: commonJsGlobals },
		rules: { '@typescript-eslint/no-require-imports': 'off' },
	},
);
