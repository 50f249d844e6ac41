// Changes the files that decide, one place at a time, and looks whether a unit test fails
// (`npm run test:mutation`, docs/mutation.md). It takes too long to be part of .ci/run.
// There are parts, each with its tests in one file: `requests` and `rate` are the request layer, `rules`
// is what is decided without simulations, so that changes to constants, which concern every test, are
// affordable there. test/mutation/main.mjs runs the first two twice: with the quick tests (QUICKLY=yes),
// then with the simulations for the changes that survived.
import jestConfig from './jest.config.js';

const unit = jestConfig.projects.find(({ displayName }) => displayName === 'unit');
const isQuick = process.env.QUICKLY !== undefined;
const REQUEST_LAYER = isQuick ? ['quick'] : ['quick', 'simulations'];

const PARTS = {
	requests: {
		mutate: [
			'nodes/shared/http/{scheduler,pendingRequest,requestQueue,startGate,retryPolicy}.ts',
			'nodes/shared/http/{circuitBreaker,alarm,attempt,outcome,singleFlight}.ts',
		],
		ignoreStatic: true,
		tests: REQUEST_LAYER,
	},
	rate: {
		mutate: ['nodes/shared/http/{rateLimiter,learnedRate}.ts'],
		// What its constants are worth is tested by halving and doubling them (docs/pacing.md).
		ignoreStatic: true,
		tests: REQUEST_LAYER,
	},
	rules: {
		mutate: [
			'nodes/shared/http/{networkErrors,retryAfter,redaction,errors}.ts',
			'nodes/shared/pingone/{apiErrors,client,collection,endedSessions,errorBody,errors,ids}.ts',
			'nodes/shared/pingone/{networkErrors,text,tokenRenewal}.ts',
		],
		ignoreStatic: false,
		tests: ['rules'],
	},
};

const name = process.env.PART ?? 'requests';
const { mutate, ignoreStatic, tests } = PARTS[name];
const testMatch = tests.map((file) => `<rootDir>/test/mutation/${file}.test.ts`);

// How many random schedules the property-based test of the request layer runs, for each mutant; the
// other simulations are smaller, too.
process.env.SCHEDULES ??= '20';
process.env.QUICK ??= 'yes';

export default {
	mutate,
	ignoreStatic,
	testRunner: 'jest',
	jest: {
		projectType: 'custom',
		// The tests that cover a mutant are known already.
		enableFindRelatedTests: false,
		// In place of the projects of jest.config.js, of which one needs a build.
		config: { projects: [{ ...unit, testMatch }], testTimeout: isQuick ? 2_000 : 5_000 },
	},
	plugins: ['@stryker-mutator/jest-runner'],
	coverageAnalysis: 'perTest',
	concurrency: 2,
	// A mutant that waits for ever is killed after this, and half as long again as its tests take.
	timeoutMS: 4_000,
	timeoutFactor: 1.5,
	// test/mutation/main.mjs puts both runs together.
	thresholds: { high: 100, low: 90, break: null },
	ignorePatterns: ['/dist', '/coverage', '/bench', '/docs', '/examples'],
	tempDirName: '.stryker-tmp',
	reporters: ['clear-text', 'progress-append-only', 'json'],
	clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
	jsonReporter: { fileName: `coverage/mutation-${name}.json` },
};
