import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { LOOPBACK } from '../../sandbox/product';

/** A server that is not PingOne. It answers 204 to everything, and remembers what it was told. */
export class Stranger {
	/** Each request as one text: method, path, headers, body. */
	readonly told: string[] = [];

	private constructor(private readonly server: Server) {}

	static async start(): Promise<Stranger> {
		const server = createServer().listen(0, LOOPBACK);
		await once(server, 'listening');
		const stranger = new Stranger(server);
		server.on('request', async (request: IncomingMessage, response: ServerResponse) => {
			const { method, url, rawHeaders } = request;
			stranger.told.push([method, url, ...rawHeaders, await text(request)].join('\n'));
			response.writeHead(204).end();
		});
		return stranger;
	}

	get url(): string {
		const { port } = this.server.address() as AddressInfo;
		return `http://${LOOPBACK}:${port}`;
	}

	async stop(): Promise<void> {
		const closed = once(this.server, 'close');
		this.server.close();
		this.server.closeAllConnections();
		await closed;
	}
}
