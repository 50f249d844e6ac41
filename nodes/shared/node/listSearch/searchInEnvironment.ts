import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { Environment } from '../../pingone/environment';
import type { Page } from '../../pingone/collection';
import { PingOneError } from '../../pingone/errors/pingOneError';
import { checkedId } from '../../pingone/ids';
import { connect } from '../connect';
import { messageError } from '../messageError';

/** Longer than any listed name. */
const MAX_TYPED_LENGTH = 256;

/** Returns the text typed into the search field of a list, trimmed. */
export function typedText(filter = ''): string {
	return filter.trim().slice(0, MAX_TYPED_LENGTH);
}

/** Connects to the environment that is chosen in the node. @throws {PingOneError} naming 'Environment'. */
export async function chosenEnvironment(context: ILoadOptionsFunctions): Promise<Environment> {
	const chosen = context.getCurrentNodeParameter('environmentId', { extractValue: true });
	if (!chosen) {
		throw new PingOneError('Choose the environment first', 'The list shows what is in it');
	}
	const environmentId = checkedId('Environment', chosen);
	return new Environment(await connect(context), environmentId);
}

type ReadPage = (environment: Environment, typed: string, nextPath?: string) => Promise<Page>;

/**
 * Returns a search in the chosen environment, for a list in the editor. It takes the typed text,
 * and the path of the next page, from the page before.
 *
 * @param entryName returns the name of an entry in the list.
 */
export function searchInEnvironment(
	readPage: ReadPage,
	entryName: (listed: IDataObject) => string,
) {
	return async function (
		this: ILoadOptionsFunctions,
		filter?: string,
		nextPath?: string,
	): Promise<INodeListSearchResult> {
		try {
			const page = await readPage(await chosenEnvironment(this), typedText(filter), nextPath);
			return {
				results: page.listed.map((listed) => ({
					name: entryName(listed),
					value: String(listed.id),
				})),
				paginationToken: page.nextPath,
			};
		} catch (error) {
			throw messageError(this, error);
		}
	};
}
