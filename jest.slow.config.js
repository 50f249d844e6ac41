const { globalSetup, globalTeardown, projects, testTimeout } = require('./jest.config');
const built = projects.find(({ displayName }) => displayName === 'built');

/** The tests that `npm test` leaves out: they wait in real time, send thousands of requests, or lint. */
module.exports = {
	projects: [{ ...built, displayName: 'slow', testMatch: ['<rootDir>/test/slow/**/*.test.ts'] }],
	globalSetup,
	globalTeardown,
	// One after another, so that none takes the processor from what another one measures.
	maxWorkers: 1,
	testTimeout,
};
