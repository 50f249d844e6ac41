import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { PingOneClient } from '../../pingone/client';
import type { Page } from '../../pingone/collection';
import { checkedId } from '../../pingone/ids';
import { connect } from '../connect';
import { messageError } from '../messageError';

/** Nothing that is listed has a longer name. */
const MAX_TYPED_LENGTH = 256;

/** Returns what is typed into the search field of a list, without blanks around it. */
export function typedText(filter = ''): string {
	return filter.trim().slice(0, MAX_TYPED_LENGTH);
}

type ReadPage = (
	client: PingOneClient,
	environmentId: string,
	typed: string,
	nextPath?: string,
) => Promise<Page>;

/**
 * A search of something in the chosen environment, for a list in the editor. It gets what is typed,
 * and the path of the next page, as the page before gave it.
 *
 * @param nameOf what each is recognised by.
 */
export function searchInEnvironment(readPage: ReadPage, nameOf: (listed: IDataObject) => string) {
	return async function (
		this: ILoadOptionsFunctions,
		filter?: string,
		nextPath?: string,
	): Promise<INodeListSearchResult> {
		try {
			const chosen = this.getCurrentNodeParameter('environmentId', { extractValue: true });
			const environmentId = checkedId('Environment', chosen);
			const page = await readPage(await connect(this), environmentId, typedText(filter), nextPath);
			return {
				results: page.listed.map((listed) => ({
					name: nameOf(listed),
					value: String(listed.id),
				})),
				paginationToken: page.nextPath,
			};
		} catch (error) {
			throw messageError(this, error);
		}
	};
}
