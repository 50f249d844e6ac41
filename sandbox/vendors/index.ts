/** All vendors beside PingOne whose services the examples use. */
import { ChatModel } from './chatModel';
import { MailServer } from './mailServer';
import { McpClient } from './mcpClient';
import type { Vendor } from './vendor';

export { ChatModel } from './chatModel';
export { MailServer, type Message } from './mailServer';
export { callMcpTool, McpClient } from './mcpClient';
export type { Vendor, VendorCredential } from './vendor';

export class Vendors {
	private constructor(
		readonly chatModel: ChatModel,
		readonly mail: MailServer,
		readonly mcpClient: McpClient,
	) {}

	static async start(): Promise<Vendors> {
		return new Vendors(await ChatModel.start(), await MailServer.start(), new McpClient());
	}

	get all(): Vendor[] {
		return [this.chatModel, this.mail, this.mcpClient];
	}

	async stop(): Promise<void> {
		await Promise.all(this.all.map(async (vendor) => await vendor.stop()));
	}
}
