// Changes the files that decide, one place at a time, and looks whether a unit test fails
// (`npm run test:mutation`, docs/mutation.md). It takes too long to be part of .ci/run.
// There are parts, each with the tests that can be waited for: `requests` and `rate` are the request
// layer, whose tests simulate thousands of requests, `rules` is what is decided without them, so that
// changes to constants, which concern every test, are affordable there. The first two are run twice:
// with the quick tests (QUICKLY=yes), then with all of them for the changes that survived.
import jestConfig from './jest.config.js';

const unit = jestConfig.projects.find(({ displayName }) => displayName === 'unit');
const without = (...paths) => ({ ...unit, testPathIgnorePatterns: paths });
const only = (...names) => ({
	...unit,
	testMatch: names.map((name) => `<rootDir>/test/unit/${name}.test.ts`),
});

const isQuick = process.env.QUICKLY !== undefined;
// On a virtual clock, a request that is never sent fails at once; elsewhere, a test waits for it.
const QUICK = [
	'{alarm,circuitBreaker,outcome,rateLimiter,requestQueue,scheduledRequest,singleFlight}',
	'scheduler{End,Repeats,Waiting}',
];
/** These send real requests to a simulator: what they would notice here, others do. */
const OVER_HTTP = ['test/unit/simulator', 'test/unit/tenantCheck', 'test/unit/exampleFiles'];

const PARTS = {
	requests: {
		mutate: [
			'nodes/shared/http/{scheduler,pendingRequest,requestQueue,startGate,retryPolicy}.ts',
			'nodes/shared/http/{circuitBreaker,alarm,attempt,outcome,singleFlight}.ts',
		],
		ignoreStatic: true,
		project: isQuick ? only(...QUICK) : without('test/unit/rateLimiterTargets', ...OVER_HTTP),
	},
	rate: {
		mutate: ['nodes/shared/http/{rateLimiter,learnedRate}.ts'],
		// What its constants are worth is tested by halving and doubling them (docs/pacing.md).
		ignoreStatic: true,
		project: isQuick ? only(...QUICK) : without(...OVER_HTTP),
	},
	rules: {
		mutate: [
			'nodes/shared/http/{networkErrors,retryAfter,redaction,errors}.ts',
			'nodes/shared/pingone/{apiErrors,client,collection,endedSessions,errorBody,errors,ids}.ts',
			'nodes/shared/pingone/{networkErrors,text,tokenRenewal}.ts',
		],
		ignoreStatic: false,
		project: without('test/unit/scheduler', 'test/unit/rateLimiter', ...OVER_HTTP),
	},
};

const name = process.env.PART ?? 'requests';
const part = PARTS[name];

// How many random schedules the property-based test of the request layer runs, for each mutant; the
// other simulations are smaller, too.
process.env.SCHEDULES ??= '20';
process.env.QUICK ??= 'yes';

export default {
	mutate: part.mutate,
	ignoreStatic: part.ignoreStatic,
	testRunner: 'jest',
	jest: {
		projectType: 'custom',
		// The tests that cover a mutant are known already.
		enableFindRelatedTests: false,
		// In place of the projects of jest.config.js, of which one needs a build.
		config: { projects: [part.project], testTimeout: isQuick ? 2_000 : 5_000 },
	},
	plugins: ['@stryker-mutator/jest-runner'],
	coverageAnalysis: 'perTest',
	concurrency: 2,
	// A mutant that waits for ever is killed after this, and half as long again as its tests take. It is
	// little for a busy machine: nothing else may run meanwhile.
	timeoutMS: 2_000,
	timeoutFactor: 1.5,
	incremental: name !== 'rules',
	incrementalFile: `coverage/mutation-${name}-so-far.json`,
	thresholds: { high: 100, low: 90, break: isQuick ? null : 90 },
	ignorePatterns: ['/dist', '/coverage', '/bench', '/docs', '/examples'],
	tempDirName: '.stryker-tmp',
	reporters: ['clear-text', 'progress-append-only', 'json'],
	clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
	jsonReporter: { fileName: `coverage/mutation-${name}.json` },
};
