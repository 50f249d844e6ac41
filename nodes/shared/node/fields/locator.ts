import { checkedId } from '../../pingone/ids';
import { isJsonObject } from '../../pingone/json';

/**
 * The ID that a locator inside a collection has; n8n extracts only those outside.
 *
 * @throws {PingOneError} naming the parameter if it is not a UUID.
 */
export function idInLocator(name: string, locator: unknown): string {
	return checkedId(name, isJsonObject(locator) ? locator.value : locator);
}
