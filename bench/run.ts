/** Runs this many items through one node, in n8n's own engine, against the simulator. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';
import { Engine } from '../test/support/engine/engine';
import { WORKFORCE_ID } from '../simulator/seed/seededIds';
import { INSTEAD, ONLY_SENDS } from './instead';
import { benchIds, type Count, type Place, type Setting } from './simulatorProcess';

const PINGONE_SESSION = 'n8n-nodes-pingone.pingOneSession';
const PINGONE_USER = 'n8n-nodes-pingone.pingOneUser';
const OF_USER = ['disable', 'getAll'];
const LOOK_EVERY_MS = 50;
const AFTER_MS = 10;
const RESOLUTION_MS = 5;

/** The operation and its items. */
export interface Job extends Omit<Setting, 'users'> {
	/** A node type of `INSTEAD`; the node of this package that has the operation where left out. */
	type?: string;
	/** By default `reset`; `disable` ends the sessions, too; `getAll` lists the users. */
	operation?: 'reset' | 'resetAll' | 'disable' | 'getAll';
	items: number;
	/** The number of items if left out. */
	users?: number;
	/** The number of concurrent executions that share the items; 1 if left out. */
	executions?: number;
	/** Replaces the session ID of each item, by the number of its user. */
	sessionOf?: (number: number) => number;
	options?: INode['parameters'];
	/** Ends the run once no more sessions are left than these. */
	untilLeft?: number;
	/** Called before the node runs, when the input items exist. */
	before?: () => void;
}

export interface Measured extends Count {
	/** The duration of the execution. */
	seconds: number;
	/** The processor time of this process, including n8n's engine. */
	cpuSeconds: number;
	/** Sessions that have ended; of users who are disabled, if that is the operation. */
	done: number;
	/** The longest time for which n8n's event loop stood still while the node ran, in milliseconds. */
	standstillMs: number;
	/** The same, while the session node read its parameters, before which nothing is sent. */
	readingStandstillMs: number;
}

export class Bench {
	/** Runs only while the node does: n8n's own engine reads and writes all items at once. */
	private readonly standstill = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
	private readonly readingStandstill = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

	private constructor(
		private readonly engine: Engine,
		private readonly simulator: ChildProcess,
	) {
		const { standstill, readingStandstill } = this;
		const watched = [engine.node('pingOneSession'), INSTEAD[ONLY_SENDS]];
		for (const node of watched) {
			const execute = node.execute!;
			node.execute = async function (this: IExecuteFunctions) {
				standstill.enable();
				readingStandstill.enable();
				const last = this.getInputData().length - 1;
				const getNodeParameter = (name: string, index: number, ...more: []) => {
					// What stood still last is seen only by a timer that fires afterwards.
					if (name === 'sessionId' && index === last) {
						void pause(AFTER_MS).then(() => readingStandstill.disable());
					}
					return this.getNodeParameter(name, index, ...more);
				};
				try {
					return await execute.call(
						Object.create(this, { getNodeParameter: { value: getNodeParameter } }),
					);
				} finally {
					await pause(AFTER_MS);
					standstill.disable();
				}
			};
		}
	}

	static async start(): Promise<Bench> {
		const simulator = fork(join(__dirname, 'simulatorProcess.ts'), {
			execArgv: ['--import', 'tsx'],
		});
		await once(simulator, 'message');
		return new Bench(await Engine.start(INSTEAD), simulator);
	}

	stop(): void {
		this.simulator.disconnect();
	}

	async run({
		operation = 'reset',
		type = OF_USER.includes(operation) ? PINGONE_USER : PINGONE_SESSION,
		items: count,
		users = count,
		executions = 1,
		sessionOf = (number) => number,
		options = {},
		untilLeft,
		before,
		...setting
	}: Job): Promise<Measured> {
		const { apiPath, accessToken } = await this.ask<Place>({ ...setting, users });
		const items = Array.from({ length: count }, (_, index) => ({
			apiPath,
			environmentId: WORKFORCE_ID,
			...benchIds(sessionOf(index + 1)),
		}));
		before?.();
		const { limit } = setting;
		const perBatch = limit && 'perSecond' in limit ? limit.perSecond : count;
		const workflow = workflowOf(type, operation, perBatch, options);
		const stop = new AbortController();
		const cpuBefore = process.cpuUsage();
		const startedAt = performance.now();
		this.standstill.reset();
		this.readingStandstill.reset();
		const isDone = untilLeft !== undefined && this.stopWhenLeft(untilLeft, stop);
		await Promise.all(
			Array.from({ length: executions }, async (_, execution) => {
				const own = items.filter((_item, index) => index % executions === execution);
				const credentials = { pingOneApi: { apiPath, accessToken } };
				await this.engine.run({ workflow, items: own, credentials, stop: stop.signal });
			}),
		);
		const seconds = ((await isDone) || performance.now()) / 1000 - startedAt / 1000;
		const { user, system } = process.cpuUsage(cpuBefore);
		const counted = await this.ask<Count>('count');
		const cpuSeconds = (user + system) / 1e6;
		const standstillMs = this.standstill.max / 1e6;
		const readingStandstillMs = this.readingStandstill.max / 1e6;
		const { sessionsLeft, enabledLeft } = counted;
		const left = operation === 'disable' ? Math.max(sessionsLeft, enabledLeft) : sessionsLeft;
		return {
			...counted,
			seconds,
			cpuSeconds,
			done: count - left,
			standstillMs,
			readingStandstillMs,
		};
	}

	/** @returns when no more sessions were left than these. */
	private async stopWhenLeft(most: number, stop: AbortController): Promise<number> {
		while ((await this.ask<Count>('count')).sessionsLeft > most) await pause(LOOK_EVERY_MS);
		stop.abort();
		return performance.now();
	}

	private async ask<Reply>(message: Setting | 'count'): Promise<Reply> {
		this.simulator.send(message);
		const [reply] = await once(this.simulator, 'message');
		return reply;
	}
}

function workflowOf(
	type: string,
	operation: string,
	perBatch: number,
	options: INode['parameters'],
) {
	const userId = { __rl: true, mode: 'id', value: '={{ $json.userId }}' };
	const parameters: Record<string, IDataObject> = {
		reset: { sessionId: '={{ $json.sessionId }}' },
		resetAll: { userId },
		disable: { userId, endSessions: true },
		getAll: { returnAll: true, filters: {} },
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
				options,
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
