const [{ testEnvironment, transform }] = require('./jest.config').projects;

/** The tests in a real n8n, which `npm test` leaves out: each file starts one, so one after another. */
module.exports = {
	testEnvironment,
	transform,
	testMatch: ['<rootDir>/test/n8n/**/*.test.ts'],
	maxWorkers: 1,
	// Where n8n is not in the cache yet, the first test waits for its installation.
	testTimeout: 60_000,
};
