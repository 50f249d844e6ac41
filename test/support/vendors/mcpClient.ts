import { randomBytes } from 'node:crypto';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Vendor, VendorCredential } from './vendor';

/** The result of a tool. */
export interface ToolResult {
	text: string;
	isError: boolean;
}

/** An AI client that uses MCP servers, with MCP's own SDK, over streamable HTTP. It has no model. */
export class McpClient implements Vendor {
	private readonly clients: Client[] = [];
	/** The client's name and version, which the server requires. */
	readonly credential: VendorCredential;

	constructor(readonly token = randomBytes(32).toString('base64url')) {
		this.credential = { type: 'httpBearerAuth', name: 'AI client', data: { token } };
	}

	/** @throws {StreamableHTTPError} with the HTTP status as its code, where the server does not take the token. */
	async connect(url: string, token: string | undefined = this.token): Promise<Client> {
		const headers: Record<string, string> = token ? { Authorization: `Bearer ${token}` } : {};
		const client = new Client({ name: 'n8n-nodes-pingone', version: '1.0.0' });
		await client.connect(
			new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }),
		);
		this.clients.push(client);
		return client;
	}

	async stop(): Promise<void> {
		await Promise.all(this.clients.map(async (client) => await client.close()));
	}
}

/** Calls a tool as a model would. */
export async function callMcpTool(
	client: Client,
	name: string,
	input: Record<string, unknown>,
): Promise<ToolResult> {
	const { content, isError } = await client.callTool({ name, arguments: input });
	const parts: unknown[] = Array.isArray(content) ? content : [];
	return { text: parts.map(textOf).join('\n'), isError: isError === true };
}

function textOf(part: unknown): string {
	const isText = typeof part === 'object' && part !== null && 'text' in part;
	return isText ? String(part.text) : '';
}
