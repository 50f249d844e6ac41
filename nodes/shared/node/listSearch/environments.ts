import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { connect } from '../connect';
import { environmentPage, environmentsPath } from '../../pingone/environments';
import { PingOneError } from '../../pingone/errors/pingOneError';
import { messageError } from '../messageError';
import { typedText } from './searchInEnvironment';

/**
 * Lists the environments that the credential has access to, for the list of 'Environment'.
 *
 * @param filter the text typed into the search field: the start of a name.
 * @param nextPath the path of the next page, from the page before.
 * @throws {NodeOperationError} if the environments cannot be read.
 */
export async function searchEnvironments(
	this: ILoadOptionsFunctions,
	filter?: string,
	nextPath?: string,
): Promise<INodeListSearchResult> {
	try {
		const typed = typedText(filter);
		const page = await environmentPage(await connect(this), nextPath ?? environmentsPath(typed));
		const isEmpty = page.environments.length === 0 && page.nextPath === undefined;
		if (isEmpty && !typed && !nextPath) throw noEnvironmentError();
		return {
			results: page.environments.map(({ id, name, type }) => ({
				name: type === undefined ? name : `${name} (${type.toLowerCase()})`,
				value: id,
			})),
			paginationToken: page.nextPath,
		};
	} catch (error) {
		throw messageError(this, error);
	}
}

function noEnvironmentError(): PingOneError {
	return new PingOneError(
		'The token does not have access to any environment',
		'In PingOne, give the application behind the token the role Identity Data Admin in the environment of your users, or enter the environment By ID.',
	);
}
