/** What is tested is what is shipped: `nodes/` and `credentials/` are taken from the built package. */
module.exports = {
	// Under jsdom, axios drops the Content-Type of an empty POST.
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/{unit,engine,package}/**/*.test.ts'],
	globalSetup: '<rootDir>/test/setUp.ts',
	globalTeardown: '<rootDir>/test/tearDown.ts',
	transform: { '\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.dev.json' }] },
	moduleNameMapper: {
		'^(?:\\.\\./)+((?:nodes/(?:shared|PingOne)|credentials/PingOne).*)$': '<rootDir>/dist/$1',
	},
	collectCoverageFrom: ['dist/**/*.js'],
	coverageReporters: ['text', 'lcovonly'],
	coverageThreshold: { global: { statements: 100, branches: 100, functions: 100, lines: 100 } },
	testTimeout: 30_000,
};
