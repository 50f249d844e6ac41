/** What all tests have in common, those in a real n8n included. */
const common = {
	// Under jsdom, axios drops the Content-Type of an empty POST.
	testEnvironment: 'node',
	// Jest's sandbox makes globals slow. The simulations use this one in each step: they take half the time.
	sandboxInjectedGlobals: ['Math'],
	transform: {
		'\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.dev.json' }],
		'/dist/(?:nodes|credentials)/.*\\.js$': '<rootDir>/test/builtCode.mjs',
	},
};

/** Where a file is named, it runs alone; all of them run in groups, see test/engine/groups. */
const isNamed = process.argv.some((argument) => /test\/engine\/\w+\.test/.test(argument));

module.exports = {
	projects: [
		{
			...common,
			displayName: 'unit',
			// Takes `nodes/` and `credentials/` from the sources: to change a source changes what is tested.
			testMatch: ['<rootDir>/test/unit/**/*.test.ts'],
		},
		{
			...common,
			displayName: 'built',
			// What is tested is what is shipped: `nodes/` and `credentials/` are taken from the build.
			testMatch: [
				`<rootDir>/test/engine/${isNamed ? '*' : 'groups/*'}.test.ts`,
				'<rootDir>/test/package/**/*.test.ts',
			],
			moduleNameMapper: {
				'^(?:\\.\\./)+((?:nodes/(?:shared|PingOne)|credentials/PingOne).*)$': '<rootDir>/dist/$1',
			},
			globalSetup: '<rootDir>/test/freshBuild.ts',
		},
	],
	// Jest would leave one core to itself, which is half of two.
	maxWorkers: '100%',
	globalSetup: '<rootDir>/test/setUp.ts',
	globalTeardown: '<rootDir>/test/tearDown.ts',
	// The threshold counts every line of `nodes/` and `credentials/`, run as a source by a unit test or
	// as built by an engine test: source maps put both together. Coverage only says that a line ran;
	// whether a test notices what the line does is what `npm run test:mutation` finds out.
	collectCoverageFrom: ['{nodes,credentials}/**/*.ts', 'dist/**/*.js'],
	coverageReporters: ['text', 'lcovonly'],
	coverageThreshold: { global: { statements: 100, branches: 100, functions: 100, lines: 100 } },
	testTimeout: 30_000,
};
