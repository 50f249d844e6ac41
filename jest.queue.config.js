const [{ testEnvironment, transform }] = require('./jest.config').projects;

/** The tests in queue mode, which `npm test` leaves out: they start several n8n and their servers. */
module.exports = {
	testEnvironment,
	transform,
	testMatch: ['<rootDir>/test/queue/**/*.test.ts'],
	testTimeout: 240_000,
};
