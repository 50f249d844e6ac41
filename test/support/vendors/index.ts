/** All vendors beside PingOne whose services the examples use. */
import { ChatModel } from './chatModel';
import { Jira } from './jira/jira';
import { MailServer } from './mailServer';
import { McpClient } from './mcpClient';
import { TheHive } from './theHive';
import type { Vendor } from './vendor';

export { ChatModel } from './chatModel';
export { EMAIL_FIELD, Jira, type Issue } from './jira/jira';
export { MailServer, type Message } from './mailServer';
export { callMcpTool, McpClient } from './mcpClient';
export { TheHive } from './theHive';
export type { Vendor } from './vendor';

export class Vendors {
	private constructor(
		readonly chatModel: ChatModel,
		readonly jira: Jira,
		readonly mail: MailServer,
		readonly mcpClient: McpClient,
		readonly theHive: TheHive,
	) {}

	static async start(): Promise<Vendors> {
		return new Vendors(
			await ChatModel.start(),
			await Jira.start(),
			await MailServer.start(),
			new McpClient(),
			await TheHive.start(),
		);
	}

	get all(): Vendor[] {
		return [this.chatModel, this.jira, this.mail, this.mcpClient, this.theHive];
	}

	async stop(): Promise<void> {
		await Promise.all(this.all.map(async (vendor) => await vendor.stop()));
	}
}
