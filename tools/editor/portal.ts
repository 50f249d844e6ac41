/** Acme's portal, where a user signs on by a click, so that PingOne has an event to report. */
import express from 'express';
import { LoopbackServer } from '../../simulator/loopbackServer';
import { seededPassword } from '../../simulator/seed/seed';
import { WORKFORCE_ID } from '../../simulator/seed/seededIds';
import type { PingOneSimulator } from '../../simulator/simulator';

/** The addresses are `/sign-on/<username>`; each of them signs that user on, with the right password. */
export async function startPortal({ tenant }: PingOneSimulator): Promise<LoopbackServer> {
	const app = express().disable('x-powered-by');
	app.get('/sign-on/:username', ({ params: { username } }, response) => {
		const password = seededPassword(tenant, username);
		const result = tenant.signOn({ environmentId: WORKFORCE_ID, username, password });
		response
			.type('text/plain')
			.send('session' in result ? 'Signed on.\n' : `Refused: ${result.refused}.\n`);
	});
	return await LoopbackServer.start(app);
}
