/**
 * A PingOne on this machine: as strict as the real one, and able to misbehave as services do.
 * It listens on loopback only.
 */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Request, type Response } from 'express';
import { Faults, type Fault } from './faults';
import { notFound, ApiError, tooFast } from './apiErrors';
import { addRoutes, bodyLength } from './routes';
import { addTokenEndpoint } from './tokenEndpoint';
import { seededTenant } from './seed';
import type { Tenant } from './tenant';

/** A request as it came over the wire. */
export interface ReceivedRequest {
	method: string;
	/** With its query, not decoded. */
	path: string;
	/** All but the token. */
	headers: IncomingHttpHeaders;
	/** Whether it came with this token, which itself is kept nowhere. */
	carries(token: string): boolean;
	bodyLength: number;
	/** As `performance.now()` has it. */
	receivedAt: number;
	/** Status; absent while there is no answer. */
	answered?: number;
}

export interface SimulatorOptions {
	/** 0 for any that is free. */
	port?: number;
}

const LOOPBACK = '127.0.0.1';
const MAX_BODY = '1mb';

export class PingOneSimulator {
	readonly faults = new Faults();
	/** Everything that came, in order. */
	readonly received: ReceivedRequest[] = [];

	private constructor(
		readonly tenant: Tenant,
		private readonly server: Server,
	) {}

	static async start({ port = 0 }: SimulatorOptions = {}): Promise<PingOneSimulator> {
		const app = express();
		const server = createServer(app);
		const simulator = new PingOneSimulator(seededTenant(), server);
		simulator.serve(app);
		await new Promise<void>((resolve, reject) => {
			server.once('error', reject).listen(port, LOOPBACK, resolve);
		});
		return simulator;
	}

	/** What goes into 'API Path'. */
	get apiPath(): string {
		return `${this.authPath}/v1`;
	}

	/** What goes into 'Auth Path'. */
	get authPath(): string {
		const { port } = this.server.address() as AddressInfo;
		return `http://${LOOPBACK}:${port}`;
	}

	async stop(): Promise<void> {
		const closed = new Promise((resolve) => this.server.close(resolve));
		this.server.closeAllConnections();
		await closed;
	}

	private serve(app: express.Express): void {
		app.enable('strict routing').enable('case sensitive routing').disable('x-powered-by');
		app.disable('etag');
		app.use(express.raw({ type: () => true, limit: MAX_BODY }));
		app.use(async (request, response, next) => await this.receive(request, response, next));
		addTokenEndpoint(app, this.tenant);
		addRoutes(app, this.tenant);
		app.use(() => {
			throw notFound();
		});
		app.use(answerRefusal);
	}

	private async receive(request: Request, response: Response, next: NextFunction): Promise<void> {
		const { method, originalUrl: path } = request;
		const { authorization, ...headers } = request.headers;
		const received: ReceivedRequest = {
			method,
			path,
			headers,
			carries: (token) => authorization === `Bearer ${token}`,
			bodyLength: bodyLength(request),
			receivedAt: performance.now(),
		};
		this.received.push(received);
		response.on('finish', () => {
			received.answered = response.statusCode;
		});

		const fault = this.faults.faultFor(`${method} ${path}`);
		await pause(this.faults.latencyMs);
		const refusedForSeconds = this.faults.refusedForSeconds();
		if (refusedForSeconds !== undefined) {
			response.set('Retry-After', String(refusedForSeconds));
			throw tooFast();
		}
		if (fault === undefined) next();
		else applyFault(fault, response, next);
	}
}

function applyFault(fault: Fault, response: Response, next: NextFunction): void {
	if ('answer' in fault) {
		const { status, headers = {}, body } = fault.answer;
		response.status(status).set(headers).send(body);
	} else if ('cut' in fault) {
		if (fault.cut === 'before the work') return void response.destroy();
		response.end = () => response.destroy();
		next();
	} else if ('lateMs' in fault) {
		const { end } = response;
		response.end = (...content: unknown[]) => {
			setTimeout(() => Reflect.apply(end, response, content), fault.lateMs);
			return response;
		};
		next();
	} else if ('trickle' in fault) {
		const trickle = setInterval(() => response.write(' '), 1000 / fault.trickle.perSecond);
		response.on('close', () => clearInterval(trickle));
	}
}

function answerRefusal(
	error: unknown,
	_request: Request,
	response: Response,
	_next: NextFunction,
): void {
	const refused =
		error instanceof ApiError ? error : new ApiError(500, 'UNEXPECTED_ERROR', String(error));
	response.status(refused.status).json(refused.body());
}
