import type { IDataObject } from 'n8n-workflow';
import { defineOperation } from '../../shared/node/defineOperation';
import { environmentField } from '../../shared/node/fields/environment';
import { numberIn } from '../../shared/node/fields/number';
import { optionsField } from '../../shared/node/fields/requestOptions';
import { listExpiringKeys } from '../../shared/pingone/applications/expiringKeys';
import { PingOneError } from '../../shared/pingone/errors/pingOneError';
import { quote } from '../../shared/pingone/text';

/** Lists keys and certificates that end soon. */
export const getExpiring = defineOperation<IDataObject[]>({
	value: 'getExpiring',
	name: 'Get Expiring',
	action: 'Get expiring keys and certificates',
	description: 'List keys and certificates that end soon, with the applications that use them',
	fields: [
		environmentField,
		{
			displayName: 'Within Days',
			name: 'withinDays',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 30,
			description: 'How many days from now to look ahead. What has already ended is listed, too.',
		},
		optionsField(),
	],
	failurePolicy: 'stopAtFirst',
	prepare: () => (context, itemIndex) => {
		const value: unknown = context.getNodeParameter('withinDays', itemIndex, 30);
		const days = numberIn(value);
		if (!(days >= 0 && days < Infinity)) {
			throw new PingOneError(
				`'Within Days' is not a number of days from 0 up: ${quote(value)}`,
				'Enter a number such as 30. Nothing was sent for this item.',
			);
		}
		return {
			key: [days],
			run: async (environment) => await listExpiringKeys(environment, days),
			output: (listed) => listed,
		};
	},
});
