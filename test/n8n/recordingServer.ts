import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { LoopbackServer } from '../../simulator/loopbackServer';

/** A server that is not PingOne. It answers 204 to everything, and remembers what it was told. */
export class RecordingServer {
	private constructor(
		private readonly server: LoopbackServer,
		/** Each request as one text: method, path, headers, body. */
		readonly told: string[],
	) {}

	static async start(): Promise<RecordingServer> {
		const told: string[] = [];
		const record = async (request: IncomingMessage, response: ServerResponse) => {
			const { method, url, rawHeaders } = request;
			told.push([method, url, ...rawHeaders, await text(request)].join('\n'));
			response.writeHead(204).end();
		};
		return new RecordingServer(await LoopbackServer.start(record), told);
	}

	get url(): string {
		return this.server.url;
	}

	async stop(): Promise<void> {
		await this.server.stop();
	}
}
