import axios, { type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { adminGrants } from '../../../simulator/seed/seed';
import { seededUserId, WORKFORCE_ID } from '../../../simulator/seed/seededIds';
import { PingOneSimulator } from '../../../simulator/simulator';

export const JSON_TYPE = 'application/json';
export const USERS = `/environments/${WORKFORCE_ID}/users`;
export const userPath = (username: string) => `${USERS}/${seededUserId(username)}`;
export const filtered = (path: string, filter: string) =>
	`${path}?filter=${encodeURIComponent(filter)}`;

/** The media type, and the body: as it is if it is text, else as JSON. */
export type Content = [mediaType?: string, body?: unknown];

/** A simulator, and an administrator who sends it requests. */
export class SimulatorClient {
	simulator!: PingOneSimulator;
	private token = '';

	private constructor() {}

	/** Returns a client whose simulator is started anew for each test of the file. */
	static forEachTest(): SimulatorClient {
		const client = new SimulatorClient();
		beforeEach(async () => await client.start());
		afterEach(async () => await client.simulator.stop());
		return client;
	}

	/** Returns a client with one simulator for all tests of the file. */
	static forAllTests(): SimulatorClient {
		const client = new SimulatorClient();
		beforeAll(async () => await client.start());
		afterAll(async () => await client.simulator.stop());
		return client;
	}

	private async start(): Promise<void> {
		this.simulator = await PingOneSimulator.start();
		this.token = this.tenant.tokens.issue(adminGrants(this.tenant));
	}

	get tenant() {
		return this.simulator.tenant;
	}

	async send(
		method: string,
		path: string,
		[mediaType, body]: Content = [],
		config: AxiosRequestConfig = {},
	): Promise<AxiosResponse> {
		return await axios.request({
			method,
			url: `${this.simulator.apiPath}${path}`,
			data: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
			validateStatus: () => true,
			transformRequest: (data: unknown) => data,
			...config,
			headers: {
				Authorization: `Bearer ${this.token}`,
				...(mediaType !== undefined && { 'Content-Type': mediaType }),
				...config.headers,
			},
		});
	}

	async get(path: string): Promise<AxiosResponse> {
		return await this.send('GET', path);
	}

	/** The same request by somebody without a role. */
	async sendWithoutRole(method: string, path: string): Promise<AxiosResponse> {
		const headers = { Authorization: `Bearer ${this.tenant.tokens.issue([], 60)}` };
		return await this.send(method, path, [], { headers });
	}
}
