/** Acme's portal, where a user signs on by a click: so that by hand, too, PingOne has something to report. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { seededPassword } from '../../pingone/seed';
import { WORKFORCE_ID } from '../../pingone/seededIds';
import type { PingOneSimulator } from '../../pingone/simulator';
import { LOOPBACK } from './freePort';

export interface Portal {
	/** No slash at the end. */
	url: string;
	stop(): Promise<void>;
}

/** The addresses are `/sign-on/<username>`; each of them signs that user on, with the right password. */
export async function startPortal({ tenant }: PingOneSimulator): Promise<Portal> {
	const app = express().disable('x-powered-by');
	app.get('/sign-on/:username', ({ params: { username } }, response) => {
		const password = seededPassword(tenant, username);
		const result = tenant.signOn({ environmentId: WORKFORCE_ID, username, password });
		response
			.type('text/plain')
			.send('session' in result ? 'Signed on.\n' : `Refused: ${result.refused}.\n`);
	});
	const server = createServer(app).listen(0, LOOPBACK);
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://${LOOPBACK}:${port}`,
		async stop() {
			const closed = once(server, 'close');
			server.close();
			server.closeAllConnections();
			await closed;
		},
	};
}
