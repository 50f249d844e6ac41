import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import {
	defineOperation,
	type Operation,
	type OperationNames,
} from '../shared/node/defineOperation';
import { environmentField } from '../shared/node/fields/environment';
import { groupField, groupOf } from '../shared/node/fields/group';
import { optionsField } from '../shared/node/fields/requestOptions';
import { ObjectQueue } from '../shared/node/objectQueue';
import type { Environment } from '../shared/pingone/environment';
import { readGroup, type GroupRecord } from '../shared/pingone/groups/changeGroups';
import { GroupDirectory } from '../shared/pingone/groups/groups';
import { textOf } from '../shared/pingone/json';

interface GroupChange<Parameters> extends OperationNames {
	/** Shown between Group and Options. */
	fields: INodeProperties[];
	/** @throws {PingOneError} naming a parameter that is not valid. */
	read(context: IExecuteFunctions, itemIndex: number): Parameters;
	/** Changes the group. Returns the group afterwards, and what appears in the output before it. */
	act(
		environment: Environment,
		group: GroupRecord,
		parameters: Parameters,
	): Promise<{ changed: boolean; group: IDataObject; state?: IDataObject }>;
}

/** Defines an operation that finds one group and changes it. */
export function defineGroupOperation<Parameters>({
	fields,
	read,
	act,
	...definition
}: GroupChange<Parameters>): Operation {
	return defineOperation<IDataObject>({
		...definition,
		fields: [environmentField, groupField, ...fields, optionsField()],
		failurePolicy: 'stopAtFirst',
		prepare:
			(groups = new GroupDirectory(), queue = new ObjectQueue()) =>
			(context, itemIndex) => {
				const query = groupOf(context, itemIndex);
				const parameters = read(context, itemIndex);
				return {
					key: [query, parameters],
					run: async (environment, order) => {
						const { id } = await groups.find(environment, query);
						const found = await readGroup(environment, id);
						return await queue.run(id, async (isLater) => {
							if (isLater) await order.checkpoint().waitForEarlier([]);
							const current = isLater ? await readGroup(environment, id) : found;
							const { changed, state, group } = await act(environment, current, parameters);
							return {
								success: true,
								changed,
								...state,
								groupName: textOf(group.name),
								environmentId: environment.id,
								groupId: id,
							};
						});
					},
					output: (outcome) => outcome,
				};
			},
	});
}
