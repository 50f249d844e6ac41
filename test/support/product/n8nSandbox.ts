import { tokenData, workerData } from '../engine/credentialData';
import type { Choice } from '../examples';
import { WORKFORCE_ID } from '../../../simulator/seed/seededIds';
import { PingOneSimulator } from '../../../simulator/simulator';
import { N8nClient } from './client';
import type { StoredCredential } from './credentials';
import { N8n, type N8nOptions } from './n8n';

/** A choice whose credential n8n has. */
export type StoredChoice = Choice & { credential: StoredCredential };

/** A company's PingOne (the simulator), and a real n8n with this package, an owner and both credentials. */
export class N8nSandbox {
	private constructor(
		/** Runs in this process, on loopback. */
		readonly simulator: PingOneSimulator,
		readonly n8n: N8n,
		/** A client that is signed in as the owner. */
		readonly client: N8nClient,
		/** The chosen environment with each kind of credential. */
		readonly choices: Record<Choice['authentication'], StoredChoice>,
	) {}

	/** Opens a sandbox. It takes about half a minute if n8n is installed. */
	static async open(options?: N8nOptions): Promise<N8nSandbox> {
		const simulator = await PingOneSimulator.start();
		try {
			const n8n = await N8n.start(options);
			try {
				const client = await N8nClient.forNewOwner(n8n.url);
				const choices = {
					accessToken: choice(
						'accessToken',
						await client.credentials.create('pingOneApi', 'PingOne token', tokenData(simulator)),
					),
					worker: choice(
						'worker',
						await client.credentials.create('pingOneWorkerApi', 'PingOne', workerData(simulator)),
					),
				};
				return new N8nSandbox(simulator, n8n, client, choices);
			} catch (error) {
				await n8n.stop();
				throw error;
			}
		} catch (error) {
			await simulator.stop();
			throw error;
		}
	}

	/** Ends n8n and PingOne, and removes all that they have written. */
	async close(): Promise<void> {
		await this.n8n.stop().finally(async () => await this.simulator.stop());
	}
}

function choice(
	authentication: Choice['authentication'],
	credential: StoredCredential,
): StoredChoice {
	return { authentication, credential, environmentId: WORKFORCE_ID };
}
