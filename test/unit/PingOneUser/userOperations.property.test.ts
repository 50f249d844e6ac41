/**
 * Runs the operations of PingOne User in random workflows, and compares them with a model that runs
 * the items one by one. Elsewhere n8n is always real. Here its context is replaced: a thousand random
 * workflows, each with its faults, waits and repeats, take a few seconds on a virtual clock and
 * without sockets, and would take an hour in n8n's engine. The node's code is the real one.
 */
import * as fc from 'fast-check';
import { problemsOf } from './model/check';
import { execute } from './model/execution';
import { shortened, storyOf } from './model/story';
import { stateOf, workflow } from './model/workflows';

/** The number of workflows; mutation testing uses fewer. */
const SCHEDULES = Number(process.env.SCHEDULES ?? 1000);
const DAY_MS = 24 * 3600 * 1000;
/** A day in 2026, counted from 1970. */
const FIRST_DAY = 20_700;

/** The error of a failing run tells the workflow, more readably than as JSON. */
const toldWorkflow = workflow.map((made) =>
	Object.assign(made, { [fc.toStringMethod]: () => 'the workflow that is told below' }),
);

it(`in ${SCHEDULES} random workflows, items of PingOne User do what they do one by one`, async () => {
	await fc.assert(
		fc.asyncProperty(toldWorkflow, async (made) => {
			let state = stateOf(made);
			for (const [nth, run] of made.runs.entries()) {
				const ran = await execute(state, run, made.variant, DAY_MS * (FIRST_DAY + nth));
				const problems = problemsOf(run, ran, made.variant);
				if (problems.length > 0) {
					throw new Error(
						`\n${shortened(problems.join('\n'))}\n${storyOf(run, ran, made.variant)}`,
					);
				}
				state = ran.after;
			}
		}),
		{ numRuns: SCHEDULES, ...(process.env.SEED && { seed: Number(process.env.SEED) }) },
	);
}, 300_000);
