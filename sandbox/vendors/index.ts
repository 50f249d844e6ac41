/** All vendors beside PingOne whose services the examples use. */
import { MailServer } from './mailServer';
import type { Vendor } from './vendor';

export { MailServer, type Message } from './mailServer';
export type { Vendor, VendorCredential } from './vendor';

export class Vendors {
	private constructor(readonly mail: MailServer) {}

	static async start(): Promise<Vendors> {
		return new Vendors(await MailServer.start());
	}

	get all(): Vendor[] {
		return [this.mail];
	}

	async stop(): Promise<void> {
		await Promise.all(this.all.map(async (vendor) => await vendor.stop()));
	}
}
