import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { Vendor } from '../vendors';
import type { RestClient } from './restClient';

/** The result of n8n's credential test. */
export interface TestResult {
	status: 'OK' | 'Error';
	message: string;
}

export interface StoredCredential {
	id: string;
	name: string;
	type: string;
}

/** The credentials that n8n has stored. */
export class Credentials {
	constructor(private readonly rest: RestClient) {}

	async create(
		type: string,
		name: string,
		data: ICredentialDataDecryptedObject,
	): Promise<StoredCredential> {
		const { id } = await this.rest.post<StoredCredential>('/rest/credentials', {
			type,
			name,
			data,
		});
		return { id, name, type };
	}

	/** Stores the credentials of vendors. */
	async createFor(vendors: Vendor[]): Promise<StoredCredential[]> {
		return await Promise.all(
			vendors.map(async ({ credential: { type, name, data } }) => {
				return await this.create(type, name, data);
			}),
		);
	}

	/** Returns the stored credentials as the editor sees them, without secrets. */
	async list(): Promise<StoredCredential[]> {
		return await this.rest.get('/rest/credentials');
	}

	/** One credential with its data as the editor gets it: secrets are blanked. */
	async get(id: string): Promise<StoredCredential & { data: ICredentialDataDecryptedObject }> {
		return await this.rest.get(`/rest/credentials/${id}?includeData=true`);
	}

	/** Tests a credential as the editor does when it is saved; its data may differ from what is stored. */
	async test(
		credential: StoredCredential,
		data: ICredentialDataDecryptedObject,
	): Promise<TestResult> {
		return await this.rest.post('/rest/credentials/test', { credentials: { ...credential, data } });
	}

	async update(
		{ id, name, type }: StoredCredential,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		await this.rest.patch(`/rest/credentials/${id}`, { name, type, data });
	}
}
