const n8nConfig = require('./jest.n8n.config');

/** The tests of n8n's editor in a real browser. */
module.exports = { ...n8nConfig, testMatch: ['<rootDir>/test/editor/**/*.test.ts'] };
