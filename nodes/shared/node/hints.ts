import type { IExecuteFunctions } from 'n8n-workflow';

/** What happened in a run, and its items do not show. */
export interface RunFacts {
	/** Number of items whose expression in 'Transaction ID' returned nothing. */
	withoutTransactionId: number;
	/** Number of items that shared the requests of an earlier item. */
	sharedItems: number;
}

/** Adds hints to the output panel. */
export function addHints(
	context: IExecuteFunctions,
	{ withoutTransactionId, sharedItems }: RunFacts,
): void {
	const hints = [
		withoutTransactionId > 0 &&
			`The expression in 'Transaction ID' returned nothing for ${itemsText(withoutTransactionId)}, so PingOne's audit log has none for them.`,
		sharedItems > 0 &&
			`${itemsText(sharedItems)} had the same parameters as an earlier item, and shared its requests.`,
		context.getNode().retryOnFail === true &&
			"'Retry On Fail' is on: if an item fails, n8n runs all items again. The node itself repeats failed requests where that does no harm.",
	].filter((hint) => hint !== false);
	context.addExecutionHints(
		...hints.map((message) => ({ message, location: 'outputPane' as const })),
	);
}

function itemsText(count: number): string {
	return count === 1 ? '1 item' : `${count} items`;
}
