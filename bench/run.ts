/** One run: so many items through one node, in n8n's own engine, against the stand-in. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { IDataObject, INode } from 'n8n-workflow';
import { Engine } from '../sandbox/engine';
import { WORKFORCE_ID } from '../sandbox/seed';
import { INSTEAD } from './instead';
import { benchIds, type Count, type Place, type Setting } from './standIn';

const PINGONE_NODE = 'n8n-nodes-pingone.pingOneSession';

/** What is run, and on what. */
export interface Job extends Omit<Setting, 'people'> {
	/** A node type of `INSTEAD`; this package's own where left out. */
	type?: string;
	operation?: 'reset' | 'resetAll';
	items: number;
	/** Called with the input items there, before the node runs. */
	before?: () => void;
}

export interface Measured extends Count {
	/** From the start of the execution to its end. */
	seconds: number;
	/** Of this process alone, n8n's engine included. */
	cpuSeconds: number;
	/** Sessions that have ended. */
	done: number;
}

export class Bench {
	private constructor(
		private readonly engine: Engine,
		private readonly standIn: ChildProcess,
	) {}

	static async start(): Promise<Bench> {
		const standIn = fork(join(__dirname, 'standIn.ts'), { execArgv: ['--import', 'tsx'] });
		await once(standIn, 'message');
		return new Bench(await Engine.start(INSTEAD), standIn);
	}

	stop(): void {
		this.standIn.disconnect();
	}

	async run({
		type = PINGONE_NODE,
		operation = 'reset',
		items: count,
		...job
	}: Job): Promise<Measured> {
		const { apiPath, accessToken } = await this.ask<Place>({
			latencyMs: job.latencyMs,
			limit: job.limit,
			people: count,
		});
		const items = Array.from({ length: count }, (_, number) => ({
			apiPath,
			environmentId: WORKFORCE_ID,
			...benchIds(number + 1),
		}));
		job.before?.();
		const cpuBefore = process.cpuUsage();
		const startedAt = performance.now();
		await this.engine.run({
			workflow: workflowOf(type, operation, job.limit?.perSecond ?? count),
			items,
			credentials: { pingOneApi: { apiPath, accessToken } },
		});
		const seconds = (performance.now() - startedAt) / 1000;
		const { user, system } = process.cpuUsage(cpuBefore);
		const counted = await this.ask<Count>('count');
		const cpuSeconds = (user + system) / 1e6;
		return { ...counted, seconds, cpuSeconds, done: count - counted.sessionsLeft };
	}

	private async ask<Reply>(message: Setting | 'count'): Promise<Reply> {
		this.standIn.send(message);
		const [reply] = await once(this.standIn, 'message');
		return reply;
	}
}

function workflowOf(type: string, operation: string, perBatch: number) {
	const parameters: Record<string, IDataObject> = {
		reset: { sessionId: '={{ $json.sessionId }}' },
		resetAll: { userId: { __rl: true, mode: 'id', value: '={{ $json.userId }}' } },
	};
	return {
		name: 'Benchmark',
		nodes: [
			node('Start', 'bench.start', {}),
			node('Node', type, {
				authentication: 'accessToken',
				operation,
				environmentId: { __rl: true, mode: 'list', value: WORKFORCE_ID },
				perBatch,
				options: {},
				...(parameters[operation] as INode['parameters']),
			}),
		],
		connections: { Start: { main: [[{ node: 'Node', type: 'main' as const, index: 0 }]] } },
		settings: { executionOrder: 'v1' as const },
	};
}

function node(name: string, type: string, parameters: INode['parameters']): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters };
}
