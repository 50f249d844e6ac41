import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { LOOPBACK } from '../../../simulator/loopbackServer';

/** A port on loopback that nobody listens on; n8n takes none that it chooses itself. */
export async function freePort(): Promise<number> {
	const server = createServer().listen(0, LOOPBACK);
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}
