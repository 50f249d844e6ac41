// Changes the files that decide, one place at a time, and looks whether a unit test fails
// (`npm run test:mutation`). It takes 30 minutes at most on two cores, so it is not part of .ci/run.
import jestConfig from './jest.config.js';

const unit = jestConfig.projects.find(({ displayName }) => displayName === 'unit');

// How many random schedules the property-based test of the request layer runs, for each mutant.
process.env.SCHEDULES ??= '50';

export default {
	mutate: [
		'nodes/shared/http/*.ts',
		'nodes/shared/pingone/{endedSessions,failure,ids,refusals,silence,tokenRenewal}.ts',
	],
	testRunner: 'jest',
	jest: { projectType: 'custom', config: { ...unit, testTimeout: jestConfig.testTimeout } },
	plugins: ['@stryker-mutator/jest-runner'],
	coverageAnalysis: 'perTest',
	concurrency: 2,
	// A mutant that waits for ever is killed after this, and half as long again as its tests take.
	timeoutMS: 10_000,
	timeoutFactor: 1.5,
	ignorePatterns: ['/dist', '/coverage', '/bench', '/docs', '/examples'],
	tempDirName: '.stryker-tmp',
	reporters: ['clear-text', 'json'],
	clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
	jsonReporter: { fileName: 'coverage/mutation.json' },
};
