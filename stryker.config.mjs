// Changes the code in one place at a time and checks that a test fails (`npm run test:mutation`).
// It takes too long to be part of .ci/run. `npm run test:mutation -- --mutate 'nodes/PingOneUser/**/*.ts'`
// runs a part. Later runs try only what has changed since (coverage/stryker-incremental.json).
// The simulations of the request layer run fewer and smaller schedules for each mutant.
process.env.SCHEDULES ??= '20';
process.env.QUICK ??= 'yes';

export default {
	mutate: ['nodes/PingOne*/**/*.ts', 'nodes/shared/{pingone,node}/**/*.ts'],
	// Tests do not pin the words of labels and errors.
	mutator: { excludedMutations: ['StringLiteral'] },
	// Constants are evaluated once, when n8n loads the package.
	ignoreStatic: true,
	// test/package and n8n's lint rules check what the editor shows.
	ignorers: ['node-descriptions'],
	incremental: true,
	incrementalFile: 'coverage/stryker-incremental.json',
	buildCommand: 'npm run build',
	testRunner: 'in-process',
	plugins: ['./test/mutation/inProcessRunner.mjs', './test/mutation/nodeDescriptions.mjs'],
	coverageAnalysis: 'perTest',
	concurrency: 2,
	timeoutMS: 60_000,
	timeoutFactor: 2,
	dryRunTimeoutMinutes: 15,
	ignorePatterns: ['/coverage'],
	tempDirName: '.stryker-tmp',
	reporters: ['clear-text', 'progress-append-only', 'json'],
	clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
	jsonReporter: { fileName: 'coverage/mutation.json' },
	thresholds: { high: 100, low: 90, break: 90 },
};
