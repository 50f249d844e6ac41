const [{ testEnvironment, transform }] = require('./jest.config').projects;

/** The tests in queue mode, which `npm test` leaves out: each file starts several n8n and their servers, so one after another. */
module.exports = {
	testEnvironment,
	transform,
	testMatch: ['<rootDir>/test/queue/**/*.test.ts'],
	maxWorkers: 1,
	testTimeout: 240_000,
};
