import { randomBytes } from 'node:crypto';
import axios from 'axios';
import express, { type NextFunction, type Request, type Response } from 'express';
import { LoopbackServer } from '../../../simulator/loopbackServer';
import { TheHiveRecords } from './theHiveRecords';
import {
	TheHiveError,
	type AlertOrCase,
	type Audit,
	type Comment,
	type NewRecord,
} from './theHiveTypes';
import type { Vendor, VendorCredential } from './vendor';

const TAKEN_WITHIN_MS = 10_000;

/** A notification that TheHive has sent, and the status of its response; 0 if there was none. */
export interface Delivery {
	audit: Audit;
	status: number;
}

/**
 * TheHive 5 with one organisation: alerts, cases, their observables and comments, and a webhook that
 * is told of any event. Modelled on StrangeBee's API description and its page on audit logs (2026),
 * on TheHive4py 2.0, and on what n8n's nodes for TheHive 5 send.
 *
 * Assumed: a query for an ID that does not exist gives an empty list, as TheHive4py expects of comments.
 * Not TheHive's: `PUT /simulator/webhook`, in place of the pages on which an administrator enters it.
 */
export class TheHive implements Vendor {
	/** Faults for requests whose "METHOD /path" matches. */
	fault?: { on: RegExp; status: number };
	/** Sent webhooks, in order. */
	readonly deliveries: Delivery[] = [];
	private readonly records = new TheHiveRecords((audit) => this.announce(audit));
	private readonly underWay = new Set<Promise<void>>();
	private webhook?: string;

	private constructor(
		private readonly server: LoopbackServer,
		private readonly apiKey: string,
	) {}

	static async start(): Promise<TheHive> {
		const app = express();
		const server = await LoopbackServer.start(app);
		const theHive = new TheHive(server, randomBytes(24).toString('base64url'));
		theHive.serve(app);
		return theHive;
	}

	/** The URL without a slash at the end. */
	get url(): string {
		return this.server.url;
	}

	get credential(): VendorCredential {
		const data = { ApiKey: this.apiKey, url: this.url, allowUnauthorizedCerts: false };
		return { type: 'theHiveProjectApi', name: 'TheHive', data };
	}

	/** Sets the address that all events are sent to, as an administrator does by hand. */
	notify(url: string): void {
		this.webhook = url;
	}

	/** Creates an alert as a SIEM does. */
	createAlert(alert: NewRecord): AlertOrCase {
		return this.records.create('Alert', alert);
	}

	/** Creates a case as an analyst does. */
	createCase(theCase: NewRecord): AlertOrCase {
		return this.records.create('Case', theCase);
	}

	/** Returns the comments of an alert or a case, oldest first. */
	commentsOn({ _id }: Pick<AlertOrCase, '_id'>): Comment[] {
		return this.records.find(_id).comments;
	}

	/** A command that creates an alert here and sends its notification, for use by hand. */
	alertCommand(webhook: string, alert: NewRecord): string {
		const post = (method: string, path: string, body: object) =>
			`curl -X ${method} -H 'Authorization: Bearer ${this.apiKey}' -H 'Content-Type: application/json' ` +
			`-d '${JSON.stringify(body)}' ${this.url}${path}`;
		return `${post('PUT', '/simulator/webhook', { url: webhook })} && ${post('POST', '/api/v1/alert', alert)}`;
	}

	async stop(): Promise<void> {
		await Promise.all(this.underWay);
		await this.server.stop();
	}

	private serve(app: express.Express): void {
		app.disable('x-powered-by').disable('etag');
		app.use(express.json());
		app.use((request, _response, next) => {
			if (this.fault?.on.test(`${request.method} ${request.path}`)) {
				throw new TheHiveError(this.fault.status, 'InternalError', 'The database is not available');
			}
			if (request.headers.authorization !== `Bearer ${this.apiKey}`) {
				throw new TheHiveError(401, 'AuthenticationError', 'Authentication failure');
			}
			next();
		});
		// With this, n8n tests a credential.
		app.get('/api/case', (_request, response) => void response.json(this.records.ofType('Case')));
		app.put(
			'/simulator/webhook',
			({ body }: Request<object, object, { url: string }>, response) => {
				this.notify(body.url);
				response.status(204).end();
			},
		);
		for (const type of ['Alert', 'Case'] as const) {
			const path = `/api/v1/${type.toLowerCase()}`;
			app.post(path, ({ body }: Request<object, object, NewRecord>, response) => {
				response.status(201).json(this.records.create(type, body));
			});
			app.get(`${path}/:id`, (request, response) => {
				response.json(this.records.ofTypeAndId(type, request.params.id).record);
			});
			app.post(`${path}/:id/comment`, (request, response) => {
				const of = this.records.ofTypeAndId(type, request.params.id);
				response.status(201).json(this.records.comment(of, request.body));
			});
			app.post(`${path}/:id/observable`, (request, response) => {
				const of = this.records.ofTypeAndId(type, request.params.id);
				response.status(201).json([this.records.observe(of, request.body)]);
			});
		}
		app.post('/api/v1/query', ({ body }: Request<object, object, object>, response) => {
			response.json(this.records.query(body));
		});
		app.use((request) => {
			throw new TheHiveError(404, 'NotFoundError', `${request.method} ${request.path}`);
		});
		app.use((error: Error, _request: Request, response: Response, _next: NextFunction) => {
			const known = error instanceof TheHiveError;
			const { status, type } = known ? error : { status: 400, type: 'BadRequest' };
			response.status(status).json({ type, message: error.message });
		});
	}

	/** Notifies the webhook once, without waiting for the response, as TheHive does. */
	private announce(audit: Audit): void {
		if (this.webhook !== undefined) this.deliver(this.webhook, audit);
	}

	/** Sends an event to the webhook that TheHive did not: a second time, or a forged one. */
	deliver(url: string, audit: Audit): void {
		const delivery = axios
			.post(url, audit, { proxy: false, timeout: TAKEN_WITHIN_MS, validateStatus: () => true })
			.then(
				({ status }) => void this.deliveries.push({ audit, status }),
				() => void this.deliveries.push({ audit, status: 0 }),
			)
			.finally(() => this.underWay.delete(delivery));
		this.underWay.add(delivery);
	}
}
