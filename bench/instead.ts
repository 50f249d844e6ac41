/** Three ways to send the same request for each item in n8n without this node. */
import { setTimeout as pause } from 'node:timers/promises';
import {
	NodeConnectionTypes,
	type IDataObject,
	type IExecuteFunctions,
	type INodeType,
} from 'n8n-workflow';
import { SESSION_LOGOUT } from '../nodes/shared/pingone/sessions/sessions';

const MOST_IN_FLIGHT = 100;
const BATCH_INTERVAL_MS = 1_000;

/** An item of n8n's, and where it stands among them. */
type Item = [index: number, json: IDataObject];

/** Ends the session of one item, or fails; nothing is tried again. */
type ResetOne = (item: Item) => Promise<void>;

/** The baseline for the session node when no request is rate-limited. */
export const ONLY_SENDS = 'bench.hundredInFlight';

/** Node types by name. */
export const INSTEAD: Record<string, INodeType> = {
	/** Sends one request at a time, like Loop Over Items. */
	'bench.oneAfterAnother': nodeThat(async (items, resetOne) => {
		for (const item of items) await resetOne(item);
	}),
	/** All at once, like n8n's HTTP Request node. */
	'bench.everythingAtOnce': nodeThat(async (items, resetOne) => {
		await Promise.all(items.map(resetOne));
	}),
	/** Sends batches as large as the limit, like n8n's HTTP Request node with Batching. */
	'bench.batches': nodeThat(async (items, resetOne, perBatch) => {
		const resets: Array<Promise<void>> = [];
		for (const item of items) {
			const [index] = item;
			if (index > 0 && index % perBatch === 0) await pause(BATCH_INTERVAL_MS);
			resets.push(resetOne(item));
		}
		await Promise.all(resets);
	}),
	/** The best that n8n's request helper reaches with as many in flight as this node has. */
	[ONLY_SENDS]: nodeThat(hundredInFlight),
	/** The same, but it does not ask n8n for the session ID of each item, as every node has to. */
	'bench.helperAlone': nodeThat(hundredInFlight, (_context, [, { sessionId }]) => sessionId),
};

async function hundredInFlight(items: Item[], resetOne: ResetOne): Promise<void> {
	const left = items.values();
	const takeOnes = async () => {
		for (const item of left) await resetOne(item);
	};
	await Promise.all(Array.from({ length: MOST_IN_FLIGHT }, takeOnes));
}

function nodeThat(
	resetAll: (items: Item[], resetOne: ResetOne, perBatch: number) => Promise<void>,
	sessionIdOf = parameterOf,
): INodeType {
	return {
		description: {
			displayName: 'Instead',
			name: 'instead',
			group: ['output'],
			version: 1,
			description: 'Resets the session of each item',
			defaults: {},
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			credentials: [{ name: 'pingOneApi', required: true }],
			properties: [
				{ displayName: 'Session ID', name: 'sessionId', type: 'string', default: '' },
				{ displayName: 'Per Batch', name: 'perBatch', type: 'number', default: 1 },
			],
		},
		async execute() {
			const items = this.getInputData().map(({ json }, index): Item => [index, json]);
			const resetOne = resetWith(this, sessionIdOf);
			await resetAll(items, resetOne, this.getNodeParameter('perBatch', 0) as number);
			return [this.getInputData()];
		},
	};
}

function parameterOf(context: IExecuteFunctions, [index]: Item): unknown {
	return context.getNodeParameter('sessionId', index);
}

function resetWith(context: IExecuteFunctions, sessionIdOf: typeof parameterOf): ResetOne {
	return async (item) => {
		const [, { apiPath, environmentId }] = item;
		const sessionId = sessionIdOf(context, item);
		await context.helpers.httpRequestWithAuthentication
			.call(context, 'pingOneApi', {
				method: 'POST',
				url: `${apiPath}/environments/${environmentId}/sessions/${sessionId}`,
				headers: { 'Content-Type': SESSION_LOGOUT },
				returnFullResponse: true,
			})
			// Its session is found among those that are left.
			.catch(() => undefined);
	};
}
