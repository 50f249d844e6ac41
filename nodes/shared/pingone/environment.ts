import type { IDataObject } from 'n8n-workflow';
import type { Call, PingOneClient, RequestOptions } from './client';
import type { Reader } from './collection';
import type { ApiResponse, Subject } from './errors/responseErrors';
import type { PingOneError } from './errors/pingOneError';

/** Sends requests about one environment, with the options of one item. Paths are below the environment. */
export class Environment {
	/** Address of the environment. */
	readonly base: string;

	constructor(
		private readonly client: PingOneClient,
		/** UUID in lower case. */
		readonly id: string,
		readonly options: RequestOptions = {},
	) {
		this.base = `${client.base}/environments/${id}`;
	}

	/** See `PingOneClient.get`. */
	async get(path: string, subject: Subject): Promise<IDataObject> {
		return await this.client.get(this.pathOf(path), subject, this.options);
	}

	/** See `PingOneClient.send`. */
	async send(
		method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
		path: string,
		call: Call,
	): Promise<ApiResponse> {
		return await this.client.send(method, this.pathOf(path), call, this.options);
	}

	/** See `PingOneClient.changedObject`. */
	changedObject(response: ApiResponse, subject: Subject): IDataObject | undefined {
		return this.client.changedObject(response, subject);
	}

	/** Returns the error for an unexpected response. */
	error(response: ApiResponse, subject: Subject): PingOneError {
		return this.client.error(response, subject);
	}

	/** ID of the worker application that sends the requests, if it is known. */
	get ownApplicationId(): string | undefined {
		return this.client.context.ownApplicationId;
	}

	/** Reads objects that are in no environment, such as the built-in roles, with the same options. */
	get outside(): Reader {
		const { client, options } = this;
		return {
			base: client.base,
			get: async (path, subject) => await client.get(path, subject, options),
			error: (response, subject) => client.error(response, subject),
		};
	}

	/** Returns the same environment with other options for its requests. */
	with(options: RequestOptions): Environment {
		return new Environment(this.client, this.id, { ...this.options, ...options });
	}

	/** Returns the same environment for reads after a change, see `RequestOptions`. */
	afterChange(): Environment {
		return this.with({ isAfterChange: true });
	}

	/** Returns the same environment with one more secret to hide in its errors. */
	withSecret(secret: string): Environment {
		return new Environment(this.client.withSecret(secret), this.id, this.options);
	}

	private pathOf(path: string): string {
		return `/environments/${this.id}${path}`;
	}
}
