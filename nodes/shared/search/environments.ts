import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { connect } from '../connection';
import { environmentPage, environmentsPath } from '../pingone/environments';
import { Failure } from '../pingone/failure';
import { listFailure } from './listFailure';

/**
 * The environments that the credential's token can see, for the list of 'Environment'.
 *
 * @param filter what is typed: the start of a name.
 * @param nextPath the path of the next page, as the page before gave it.
 * @throws {NodeOperationError} where they cannot be read.
 */
export async function searchEnvironments(
	this: ILoadOptionsFunctions,
	filter?: string,
	nextPath?: string,
): Promise<INodeListSearchResult> {
	try {
		const page = await environmentPage(await connect(this), nextPath ?? environmentsPath(filter));
		if (page.environments.length === 0 && !filter && !nextPath) throw noEnvironment();
		return {
			results: page.environments.map(({ id, name, type }) => ({
				name: type === undefined ? name : `${name} (${type.toLowerCase()})`,
				value: id,
			})),
			paginationToken: page.nextPath,
		};
	} catch (error) {
		throw listFailure(this, error);
	}
}

function noEnvironment(): Failure {
	return new Failure(
		'The token sees no environment',
		'In PingOne, give the application behind it the role Identity Data Admin in the environment of your people, or enter the environment By ID.',
	);
}
