import { checkedId } from '../../pingone/ids';
import { isJsonObject } from '../../pingone/json';

/**
 * Returns the ID in a resource locator inside a collection, where n8n's `extractValue` does not
 * work.
 *
 * @throws {PingOneError} naming the parameter if it is not a UUID.
 */
export function idInLocator(name: string, locator: unknown): string {
	return checkedId(name, isJsonObject(locator) ? locator.value : locator);
}
