import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export const LOOPBACK = '127.0.0.1';

/** An HTTP server that this machine alone can reach. Stop it. */
export class LoopbackServer {
	private constructor(private readonly server: Server) {}

	/**
	 * @param port 0 for any that is free.
	 * @throws where the port is taken.
	 */
	static async start(listener: RequestListener, port = 0): Promise<LoopbackServer> {
		const server = createServer(listener).listen(port, LOOPBACK);
		await once(server, 'listening');
		return new LoopbackServer(server);
	}

	/** The URL without a slash at the end. */
	get url(): string {
		const { port } = this.server.address() as AddressInfo;
		return `http://${LOOPBACK}:${port}`;
	}

	/** Ends it, and every connection that is open. */
	async stop(): Promise<void> {
		const closed = once(this.server, 'close');
		this.server.close();
		this.server.closeAllConnections();
		await closed;
	}
}
