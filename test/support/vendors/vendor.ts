import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** The service of another vendor, simulated on loopback: it refuses what the real one would refuse. */
export interface Vendor {
	/** The credential data that a user of n8n enters. */
	readonly credential: VendorCredential;
	stop(): Promise<void>;
}

export interface VendorCredential {
	/** The credential's type in n8n, such as `smtp`. */
	type: string;
	name: string;
	data: ICredentialDataDecryptedObject;
}
