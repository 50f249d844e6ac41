/**
 * A PingOne on this machine: as strict as the real one, and able to misbehave as services do.
 * It listens on loopback only.
 */
import { setTimeout as pause } from 'node:timers/promises';
import express, { type NextFunction, type Request, type Response } from 'express';
import { LoopbackServer } from './loopbackServer';
import { ApiError, notFound, tooFast } from './apiErrors';
import { recordActivities } from './events/apiActivities';
import { applyFault, Faults } from './faults';
import { logEntry, type ReceivedRequest } from './requestLog';
import { seededTenant } from './seed/seed';
import type { Tenant } from './tenant';

export interface SimulatorOptions {
	/** The port, or 0 for any free one. */
	port?: number;
}

const MAX_BODY = '1mb';

export class PingOneSimulator {
	readonly faults = new Faults();
	/** Every request that came, in order. */
	readonly received: ReceivedRequest[] = [];
	/** Returns the time of the header `Date`; undefined if responses have none. */
	dateHeader: () => Date | undefined = () => new Date();

	private constructor(
		readonly tenant: Tenant,
		private readonly server: LoopbackServer,
	) {}

	static async start({ port = 0 }: SimulatorOptions = {}): Promise<PingOneSimulator> {
		const app = express();
		const simulator = new PingOneSimulator(seededTenant(), await LoopbackServer.start(app, port));
		simulator.serve(app);
		return simulator;
	}

	/** The value of the credential's field 'API Path'. */
	get apiPath(): string {
		return `${this.authPath}/v1`;
	}

	/** The value of the credential's field 'Auth Path'. */
	get authPath(): string {
		return this.server.url;
	}

	async stop(): Promise<void> {
		this.tenant.deliveries.stop();
		await this.server.stop();
	}

	private serve(app: express.Express): void {
		app.enable('strict routing').enable('case sensitive routing').disable('x-powered-by');
		app.disable('etag');
		app.locals.listForms = () => this.faults.lists;
		app.use(express.raw({ type: () => true, limit: MAX_BODY }));
		app.use(async (request, response, next) => await this.receive(request, response, next));
		app.use(recordActivities(this.tenant));
		this.tenant.addRoutes(app);
		app.use(() => {
			throw notFound();
		});
		app.use(sendError);
	}

	/** Logs a request, and has it fail where a fault or the rate limit says so. */
	private async receive(request: Request, response: Response, next: NextFunction): Promise<void> {
		this.received.push(logEntry(request, response));
		response.sendDate = false;
		const date = this.dateHeader();
		if (date !== undefined) response.set('Date', date.toUTCString());
		const fault = this.faults.faultFor(`${request.method} ${request.originalUrl}`);
		await pause(this.faults.latencyMs);
		const rejectedForSeconds = this.faults.rejectedForSeconds();
		if (rejectedForSeconds !== undefined) {
			response.set('Retry-After', String(rejectedForSeconds));
			throw tooFast();
		}
		if (fault === undefined) next();
		else applyFault(fault, response, next);
	}
}

function sendError(
	error: unknown,
	_request: Request,
	response: Response,
	_next: NextFunction,
): void {
	const apiError =
		error instanceof ApiError ? error : new ApiError(500, 'UNEXPECTED_ERROR', String(error));
	response.status(apiError.status).json(apiError.body());
}
