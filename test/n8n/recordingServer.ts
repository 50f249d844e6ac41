import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { LOOPBACK } from '../../sandbox/n8n/product';

/** A server that is not PingOne. It answers 204 to everything, and remembers what it was told. */
export class RecordingServer {
	/** Each request as one text: method, path, headers, body. */
	readonly told: string[] = [];

	private constructor(private readonly server: Server) {}

	static async start(): Promise<RecordingServer> {
		const server = createServer().listen(0, LOOPBACK);
		await once(server, 'listening');
		const recordingServer = new RecordingServer(server);
		server.on('request', async (request: IncomingMessage, response: ServerResponse) => {
			const { method, url, rawHeaders } = request;
			recordingServer.told.push([method, url, ...rawHeaders, await text(request)].join('\n'));
			response.writeHead(204).end();
		});
		return recordingServer;
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
