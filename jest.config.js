/**
 * All tests, in projects. `npx jest resetAll` runs every file of the fast projects whose path contains
 * "resetAll"; the scripts in package.json choose projects with `--selectProjects`.
 */
const common = {
	// Under jsdom, axios drops the Content-Type of an empty POST.
	testEnvironment: 'node',
	// Jest's sandbox makes globals slow. The simulations use this one in each step: they take half the time.
	sandboxInjectedGlobals: ['Math'],
	transform: {
		'\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.dev.json' }],
		'/dist/(?:nodes|credentials)/.*\\.js$': '<rootDir>/test/support/jest/builtCode.mjs',
	},
};

/** Tests the build instead of the sources: `nodes/` and `credentials/` are what is shipped. */
const built = {
	...common,
	moduleNameMapper: {
		'^(?:\\.\\./)+((?:nodes/(?:shared|PingOne)|credentials/PingOne).*)$': '<rootDir>/dist/$1',
	},
	globalSetup: '<rootDir>/test/support/jest/freshBuild.ts',
};

const fast = [
	{ ...common, displayName: 'unit', testMatch: ['<rootDir>/test/unit/**/*.test.ts'] },
	{ ...built, displayName: 'engine', testMatch: ['<rootDir>/test/engine/**/!(group*).test.ts'] },
	{ ...built, displayName: 'package', testMatch: ['<rootDir>/test/package/**/*.test.ts'] },
];

/** They run only if they are chosen: they take minutes, or are the engine's tests once more. */
const others = [
	// `npm test` runs the engine's tests in groups, so that n8n-core is loaded four times instead of fifty.
	{
		...built,
		displayName: 'engine-groups',
		testMatch: ['<rootDir>/test/engine/groups/*.test.ts'],
	},
	{ ...built, displayName: 'slow', testMatch: ['<rootDir>/{test/slow,tools}/**/*.test.ts'] },
	{
		...common,
		displayName: 'n8n',
		testMatch: ['<rootDir>/test/n8n/**/*.test.ts'],
	},
	{
		...common,
		displayName: 'editor',
		testMatch: ['<rootDir>/test/editor/**/*.test.ts'],
	},
	{
		...common,
		displayName: 'queue',
		testMatch: ['<rootDir>/test/queue/**/*.test.ts'],
	},
];

module.exports = {
	projects: process.argv.includes('--selectProjects') ? [...fast, ...others] : fast,
	// Jest would leave one core to itself, which is half of two.
	maxWorkers: '100%',
	globalSetup: '<rootDir>/test/support/jest/setUp.ts',
	globalTeardown: '<rootDir>/test/support/jest/tearDown.ts',
	// The threshold counts every line of `nodes/` and `credentials/`, run as a source by a unit test or
	// as built by an engine test: source maps put both together. Coverage only says that a line ran;
	// whether a test notices what the line does is what `npm run test:mutation` finds out.
	collectCoverageFrom: ['{nodes,credentials}/**/*.ts', 'dist/**/*.js'],
	coverageReporters: ['text', 'lcovonly'],
	// The scripts give more to the tests in a real n8n, the first of which may have to install it.
	testTimeout: 30_000,
	coverageThreshold: { global: { statements: 100, branches: 100, functions: 100, lines: 100 } },
};
