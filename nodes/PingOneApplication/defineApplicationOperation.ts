import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import {
	defineOperation,
	type Operation,
	type OperationNames,
} from '../shared/node/defineOperation';
import { environmentField } from '../shared/node/fields/environment';
import { optionsField } from '../shared/node/fields/requestOptions';
import type { FailurePolicy } from '../shared/node/job';
import { ObjectQueue } from '../shared/node/objectQueue';
import {
	applicationLabel,
	applicationPath,
	findApplication,
	readAgain,
	refuseProtected,
	type ApplicationTarget,
} from '../shared/pingone/applications/applications';
import { textOf } from '../shared/pingone/json';
import { RoleDirectory } from '../shared/pingone/roles/roleDirectory';
import type { RoleHolder } from '../shared/pingone/roles/roleHolder';
import { applicationField, applicationOf } from './applicationField';

interface ApplicationChange<Parameters> extends OperationNames {
	/** Shown between Application and Options. */
	fields?: INodeProperties[];
	failurePolicy: FailurePolicy;
	/** @throws {PingOneError} naming a parameter that is not valid. */
	read(context: IExecuteFunctions, itemIndex: number): Parameters;
	/** Changes the application. Returns what appears in the output. */
	act(
		target: ApplicationTarget,
		parameters: Parameters,
		directory: RoleDirectory,
	): Promise<IDataObject & { changed: boolean }>;
}

/** Defines an operation that finds one application and changes it. */
export function defineApplicationOperation<Parameters>({
	fields = [],
	read,
	act,
	...definition
}: ApplicationChange<Parameters>): Operation {
	return defineOperation<IDataObject>({
		...definition,
		fields: [environmentField, applicationField, ...fields, optionsField()],
		prepare:
			(directory = new RoleDirectory(), queue = new ObjectQueue()) =>
			(context, itemIndex) => {
				const query = applicationOf(context, itemIndex);
				const parameters = read(context, itemIndex);
				return {
					key: [query, parameters],
					run: async (environment, order) => {
						const found = { environment, application: await findApplication(environment, query) };
						refuseProtected(found);
						const { id, name } = found.application;
						return await queue.run(id, async (isLater) => {
							if (isLater) await order.checkpoint().waitForEarlier([]);
							const target = isLater ? await readAgain(found) : found;
							return {
								success: true,
								...(await act(target, parameters, directory)),
								applicationName: textOf(name),
								environmentId: environment.id,
								applicationId: id,
							};
						});
					},
					output: (outcome) => outcome,
				};
			},
	});
}

/** Returns an application as a holder of administrator roles. */
export function asRoleHolder({ environment, application }: ApplicationTarget): RoleHolder {
	return {
		environment,
		path: applicationPath(application.id),
		label: `application ${applicationLabel(application)}`,
	};
}
