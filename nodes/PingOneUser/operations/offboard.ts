import type { IExecuteFunctions } from 'n8n-workflow';
import { booleanIn } from '../../shared/node/fields/boolean';
import { PingOneError, toPingOneError } from '../../shared/pingone/errors/pingOneError';
import { quote } from '../../shared/pingone/text';
import { userLabel, type User } from '../../shared/pingone/users/findUser';
import { defineUserOperation, type ActionTarget } from '../defineUserOperation';
import { KEEP_OUT, TAKE_AWAY, type OffboardStep } from '../offboardSteps';

/** Result of a step. */
interface Outcome {
	step: string;
	/** False in a dry run. */
	done: boolean;
	changed: boolean;
	/** What was taken away; in a dry run, what would be. */
	affected: string[];
	kept: string[];
}

const ALL = TAKE_AWAY.map(({ value }) => value);

/** Takes everything away from a leaver, step by step. */
export const offboard = defineUserOperation({
	value: 'offboard',
	name: 'Offboard',
	action: 'Offboard user: disable, end sessions, remove rights',
	description:
		'Disable a user, end all sessions, then take away administrator roles, groups, consents, linked accounts and MFA devices. To see first what it would do, switch on Options > Dry Run.',
	fields: [
		{
			displayName: 'Take Away',
			name: 'takeAway',
			type: 'multiOptions',
			options: TAKE_AWAY.map(({ value, name }) => ({ name, value })),
			default: [...ALL],
			description:
				'What to take away after the user was disabled and all sessions have ended. MFA devices are blocked.',
		},
	],
	options: [
		{
			displayName: 'Dry Run',
			name: 'dryRun',
			type: 'boolean',
			default: false,
			description:
				'Whether to change nothing, and only list what would be taken away and what would be kept',
		},
	],
	failurePolicy: 'finishAll',
	read: (context, itemIndex, options) => ({
		takeAway: takeAwayOf(context, itemIndex),
		dryRun: booleanIn('Dry Run', 'dryRun' in options ? options.dryRun : false),
	}),
	act: async (target, { takeAway, dryRun }) => {
		const steps = [...KEEP_OUT, ...TAKE_AWAY.filter(({ value }) => takeAway.includes(value))];
		const outcomes: Outcome[] = [];
		const errors = new Map<OffboardStep, PingOneError>();
		// One after another, whatever becomes of the earlier ones.
		for (const step of steps) {
			try {
				outcomes.push(await outcomeOf(step, target, dryRun));
			} catch (error) {
				errors.set(step, toPingOneError(error));
			}
		}
		if (errors.size > 0) throw failedStepsError(target.user, outcomes, errors, dryRun);
		return {
			changed: outcomes.some(({ changed }) => changed),
			dryRun,
			steps: outcomes.map((outcome) => ({ ...outcome })),
		};
	},
});

async function outcomeOf(
	step: OffboardStep,
	target: ActionTarget,
	dryRun: boolean,
): Promise<Outcome> {
	const environment = target.environment.afterChange();
	const { affected, kept = [] } = dryRun
		? await step.preview(target)
		: await step.run({ ...target, environment });
	return {
		step: step.value,
		done: !dryRun,
		changed: !dryRun && affected.length > 0,
		affected,
		kept,
	};
}

function failedStepsError(
	user: User,
	outcomes: Outcome[],
	errors: Map<OffboardStep, PingOneError>,
	dryRun: boolean,
): PingOneError {
	const [[, first]] = errors;
	const failed = [...errors].map(
		([{ name }, { message, description }]) => `${name} – ${message}. ${description}`,
	);
	const done = outcomes.map(({ step, affected }) => `${step} (${affected.length})`);
	const names = [...errors.keys()].map(({ name }) => name);
	return new PingOneError(
		`${dryRun ? 'The dry run for' : 'Offboarding'} user ${userLabel(user)} failed at ${errors.size} of ${errors.size + outcomes.length} steps: ${names.join(', ')}`,
		`${dryRun ? 'Nothing was changed. Read' : 'Done'}: ${done.join(', ') || 'none'}. Failed: ${failed.join(' ')} ${dryRun ? '' : 'Run the workflow again for this item: what was done is not done again.'}`.trim(),
		first.status,
	);
}

function takeAwayOf(context: IExecuteFunctions, itemIndex: number): string[] {
	const takeAway: unknown = context.getNodeParameter('takeAway', itemIndex, ALL);
	if (Array.isArray(takeAway) && takeAway.every((value) => ALL.includes(value))) return takeAway;
	throw new PingOneError(
		`'Take Away' is not a list of ${ALL.join(', ')}: ${quote(takeAway)}`,
		'Pick from the list. Nothing was sent for this item.',
	);
}
