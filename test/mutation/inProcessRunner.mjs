/**
 * A test runner for Stryker that loads n8n-core, the sources and all tests once, and then runs the
 * tests of each mutant in the same process. Jest itself loads everything anew for each test file and
 * each mutant, which takes seconds each time.
 *
 * It uses Jest's own test functions (jest-circus), assertions and mocks, and the build of Stryker's
 * sandbox, whose code switches to a mutant at run time.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { join, relative } from 'node:path';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { determineHitLimitReached, toMutantRunResult } from '@stryker-mutator/api/test-runner';
import typescript from 'typescript';

const require = createRequire(import.meta.url);
const circus = require('jest-circus');
const { jestExpect } = require('@jest/expect');
const { ModuleMocker } = require('jest-mock');

const FOLDERS = ['test/unit', 'test/engine'];
const TEST_TIMEOUT_MS = 30_000;
/** Tests of code that is not mutated, and tests that need more than one process. */
const LEFT_OUT = /simulator|documents|exampleFiles|engine\/(examples|eventLoop)\.test/;

/** The object from which instrumented code reads the active mutant, and to which it reports coverage. */
const stryker = (globalThis.__stryker__ = {});

class InProcessRunner {
	/** The tests by their name, which is the path of the file and the names of its blocks. */
	tests = new Map();

	capabilities() {
		return { reloadEnvironment: false };
	}

	async init() {
		// Stryker's sandbox, not the folder of this file.
		const root = process.cwd();
		useGlobals();
		loadTypeScript(root);
		// All of it now: a constant that the first test evaluated would seem to be part of that test.
		for (const path of builtFiles(root)) require(path);
		for (const path of FOLDERS.flatMap((folder) => testFiles(root, folder))) {
			globalThis.describe(path, () => void require(join(root, path)));
		}
		this.collect(circus.getState().rootDescribeBlock, []);
		circus.addEventHandler((event) => this.onEvent(event));
	}

	async dryRun({ coverageAnalysis }) {
		this.coverage = coverageAnalysis === 'perTest' && { static: {}, perTest: {} };
		const tests = await this.run(undefined, false);
		return { status: 'complete', tests, mutantCoverage: this.coverage || undefined };
	}

	async mutantRun({ activeMutant, testFilter, hitLimit, disableBail }) {
		this.coverage = undefined;
		stryker.hitLimit = hitLimit;
		stryker.hitCount = hitLimit === undefined ? undefined : 0;
		stryker.activeMutant = activeMutant.id;
		const tests = await this.run(testFilter, !disableBail);
		stryker.activeMutant = undefined;
		const hasTimedOut = determineHitLimitReached(stryker.hitCount, hitLimit);
		return toMutantRunResult(hasTimedOut ?? { status: 'complete', tests });
	}

	collect(block, names) {
		for (const child of block.children) {
			const path = [...names, child.name];
			if (child.type === 'describeBlock') this.collect(child, path);
			else this.tests.set(path.join(' '), child);
		}
	}

	/** Runs the named tests, or all of them; ends with the first failure if `bails`. */
	async run(names, bails) {
		this.bails = bails;
		this.results = [];
		const chosen = names && new Set(names);
		for (const [name, test] of this.tests) {
			Object.assign(test, { errors: [], status: null, done: false, id: name });
			test.mode = chosen === undefined || chosen.has(name) ? undefined : 'skip';
		}
		circus.getState().unhandledErrors.length = 0;
		await circus.run();
		return this.results;
	}

	onEvent({ name, test }) {
		if (name === 'test_start' && this.coverage) {
			stryker.currentTestId = test.id;
		} else if (name === 'test_done' && test.mode !== 'skip') {
			const [error] = test.errors;
			this.results.push({
				id: test.id,
				name: test.id,
				timeSpentMs: test.duration ?? 0,
				...(error === undefined
					? { status: 0 }
					: { status: 1, failureMessage: String([error].flat()[0]?.message ?? error) }),
			});
			if (error !== undefined && this.bails) {
				for (const other of this.tests.values()) if (!other.done) other.mode = 'skip';
			}
			test.done = true;
		} else if (name === 'run_finish' && this.coverage) {
			this.coverage = stryker.mutantCoverage;
			stryker.currentTestId = undefined;
		}
	}
}

function useGlobals() {
	const mocker = new ModuleMocker(globalThis);
	const { describe, it, test, beforeAll, beforeEach, afterAll, afterEach } = circus;
	const jest = {
		fn: mocker.fn.bind(mocker),
		spyOn: mocker.spyOn.bind(mocker),
		replaceProperty: mocker.replaceProperty.bind(mocker),
		restoreAllMocks: () => mocker.restoreAllMocks(),
		setTimeout: () => {},
	};
	Object.assign(globalThis, {
		describe,
		it,
		test,
		beforeAll,
		beforeEach,
		afterAll,
		afterEach,
		jest,
	});
	globalThis.expect = jestExpect;
	circus.getState().testTimeout = TEST_TIMEOUT_MS;
}

/** Compiles tests as they are required, and gives all of them the build in place of the sources. */
function loadTypeScript(root) {
	Module._extensions['.ts'] = (module, path) => {
		const { outputText } = typescript.transpileModule(readFileSync(path, 'utf8'), {
			fileName: path,
			compilerOptions: { module: 'commonjs', target: 'es2022', esModuleInterop: true },
		});
		module._compile(outputText, path);
	};
	const resolve = Module._resolveFilename;
	Module._resolveFilename = (request, ...rest) => {
		// Beside each node, there is its codex: PingOneUser.node.json, which Node.js would prefer.
		const path = resolve(/PingOne\w+\.node$/.test(request) ? `${request}.ts` : request, ...rest);
		const [folder] = relative(root, path).split('/');
		return path.endsWith('.ts') && ['nodes', 'credentials'].includes(folder)
			? join(root, 'dist', relative(root, path).replace(/\.ts$/, '.js'))
			: path;
	};
}

function builtFiles(root) {
	return readdirSync(join(root, 'dist'), { recursive: true })
		.filter((name) => name.endsWith('.js'))
		.map((name) => join(root, 'dist', name));
}

function testFiles(root, folder) {
	return readdirSync(join(root, folder), { recursive: true })
		.filter((name) => name.endsWith('.test.ts') && !name.includes('groups/'))
		.map((name) => join(folder, name))
		.filter((path) => !LEFT_OUT.test(path))
		.sort();
}

export const strykerPlugins = [
	declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner),
];
