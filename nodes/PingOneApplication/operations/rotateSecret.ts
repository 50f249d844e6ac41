import type { IExecuteFunctions } from 'n8n-workflow';
import { booleanIn } from '../../shared/node/fields/boolean';
import { numberIn } from '../../shared/node/fields/number';
import { rotateSecret as rotate } from '../../shared/pingone/applications/secrets';
import { PingOneError } from '../../shared/pingone/errors/pingOneError';
import { quote } from '../../shared/pingone/text';
import { defineApplicationOperation } from '../defineApplicationOperation';

const HOUR_MS = 3_600_000;
/** PingOne keeps a previous secret from one minute to 30 days. */
const MIN_MS = 60_000;
const MAX_HOURS = 720;

/** `POST /environments/{environmentId}/applications/{applicationId}/secret` */
export const rotateSecret = defineApplicationOperation({
	value: 'rotateSecret',
	name: 'Rotate Secret',
	action: 'Rotate client secret of application',
	description: 'Give an application a new client secret; the previous one ends at once or later',
	fields: [
		{
			displayName: 'Keep Previous For',
			name: 'keepPreviousFor',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: MAX_HOURS },
			default: 0,
			description:
				'Hours for which the previous secret stays valid. With 0 it ends now, as a leaked secret must; the application fails until it has the new one.',
		},
		{
			displayName: 'Output Secret',
			name: 'outputSecret',
			type: 'boolean',
			default: false,
			description:
				'Whether to put out the new secret, so that the next node can store it. n8n saves it with the execution data.',
		},
	],
	failurePolicy: 'finishAll',
	read: (context, itemIndex) => ({
		keepPreviousMs: keepPreviousMs(context, itemIndex),
		isOutput: booleanIn(
			'Output Secret',
			context.getNodeParameter('outputSecret', itemIndex, false),
		),
	}),
	act: async (target, { keepPreviousMs, isOutput }) => {
		const { secret, previousSecretExpiresAt } = await rotate(target, keepPreviousMs);
		return {
			changed: true,
			previousSecretExpiresAt,
			...(isOutput
				? { clientSecret: secret }
				: { note: 'The new secret is on the Overview tab of the application in PingOne' }),
		};
	},
});

function keepPreviousMs(context: IExecuteFunctions, itemIndex: number): number {
	const value: unknown = context.getNodeParameter('keepPreviousFor', itemIndex, 0);
	const hours = numberIn(value);
	const ms = Math.round(hours * HOUR_MS);
	if (hours === 0 || (ms >= MIN_MS && hours <= MAX_HOURS)) return ms;
	throw new PingOneError(
		`'Keep Previous For' is not a number of hours from 0 to ${MAX_HOURS}: ${quote(value)}`,
		'Enter 0 to end the previous secret now. PingOne keeps it for at least a minute. Nothing was sent for this item.',
	);
}
