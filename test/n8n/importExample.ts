import {
	readExample,
	readyToRun,
	type N8nSandbox,
	type StoredCredential,
	type StoredWorkflow,
} from '../support/product';
import type { Vendor } from '../support/vendors';

/** The choices of a user besides PingOne's credential and environment. */
interface Chosen {
	vendors?: Vendor[];
	/** Credentials that are stored in n8n already. */
	others?: StoredCredential[];
	settings?: Record<string, string>;
}

/** Imports an example, and chooses credentials and settings as a user does. */
export async function importExample(
	{ client, choices }: N8nSandbox,
	file: string,
	{ vendors = [], others = [], settings }: Chosen = {},
): Promise<StoredWorkflow> {
	const created = await client.credentials.createFor(vendors);
	const choice = { ...choices.worker, others: [...others, ...created], settings };
	return await client.workflows.import(readyToRun(await readExample(file), choice));
}
