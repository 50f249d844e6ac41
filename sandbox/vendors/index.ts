/** All vendors beside PingOne whose services the examples use. */
import { Jira } from './jira';
import { MailServer } from './mailServer';
import { TheHive } from './theHive';
import type { Vendor } from './vendor';

export { EMAIL_FIELD, Jira, type Issue } from './jira';
export { MailServer, type Message } from './mailServer';
export { TheHive, type Delivery } from './theHive';
export type { Vendor, VendorCredential } from './vendor';

export class Vendors {
	private constructor(
		readonly jira: Jira,
		readonly mail: MailServer,
		readonly theHive: TheHive,
	) {}

	static async start(): Promise<Vendors> {
		return new Vendors(await Jira.start(), await MailServer.start(), await TheHive.start());
	}

	get all(): Vendor[] {
		return [this.jira, this.mail, this.theHive];
	}

	async stop(): Promise<void> {
		await Promise.all(this.all.map(async (vendor) => await vendor.stop()));
	}
}
