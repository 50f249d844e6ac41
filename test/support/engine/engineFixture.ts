import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeType,
	IRun,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { tokenData, workerData } from './credentialData';
import { Engine, type StoredCredentials, type WorkflowFile } from './engine';
import { WORKFORCE_ID } from '../../../simulator/seed/seededIds';
import { PingOneSimulator } from '../../../simulator/simulator';
import type { ReceivedRequest } from '../../../simulator/requestLog';
import { link, node } from './workflow';

const PAIRED_WITH_START = "={{ $('Start').item.json.number }}";

/** A node whose one parameter may be an expression: it puts out what that comes to, item by item. */
const PROBE: INodeType = {
	description: {
		displayName: 'Probe',
		name: 'probe',
		group: ['transform'],
		version: 1,
		description: 'Puts out what an expression comes to',
		defaults: {},
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [{ displayName: 'Value', name: 'value', type: 'string', default: '' }],
	},
	async execute() {
		return [
			this.getInputData().map(({ json }, item) => ({
				json: { ...json, pairedWith: this.getNodeParameter('value', item) },
				pairedItem: { item },
			})),
		];
	},
};

export type OnError = NonNullable<INode['onError']>;

export interface RunOptions {
	/** Replaces the parameters that are read from the item. */
	parameters?: INode['parameters'];
	onError?: OnError;
	/** Replaces the credential with an administrator's token. */
	credential?: ICredentialDataDecryptedObject;
	/** Replaces that credential by a stored one, in which n8n keeps tokens. */
	stored?: StoredCredentials;
	stop?: AbortSignal;
	/** The full name of the node type; PingOne Session by default. */
	type?: string;
	/** The time zone of the workflow; n8n's by default. */
	timezone?: string;
	retryOnFail?: boolean;
}

const PINGONE_SESSION = 'n8n-nodes-pingone.pingOneSession';

export type Authentication = 'accessToken' | 'worker';

const CREDENTIAL_TYPES = { accessToken: 'pingOneApi', worker: 'pingOneWorkerApi' };

/** The result of a run. Each item has the number of the input item that it is paired with. */
export interface Outcome {
	run: IRun;
	/** The items of the main output. */
	good: IDataObject[];
	/** The items of the error output. */
	bad: IDataObject[];
	/** The requests that the simulator received, except for tokens. */
	received: ReceivedRequest[];
	tokenCalls: number;
}

/** A PingOne simulator, and n8n's engine with this package. */
export class EngineFixture {
	simulator!: PingOneSimulator;
	engine!: Engine;
	/** The token of an Identity Data Admin in every environment. */
	accessToken!: string;
	readonly environmentId = WORKFORCE_ID;

	private constructor(
		private readonly authentication: Authentication,
		private readonly extraNodes: Record<string, INodeType>,
	) {}

	/** Returns a fixture that is opened anew for each test of the file, and closed after it. */
	static forEachTest(
		authentication: Authentication = 'accessToken',
		extraNodes: Record<string, INodeType> = {},
	): EngineFixture {
		const fixture = new EngineFixture(authentication, extraNodes);
		beforeEach(async () => await fixture.start());
		afterEach(async () => await fixture.close());
		return fixture;
	}

	/** Returns one fixture for all tests of the file. */
	static forAllTests(
		authentication: Authentication = 'accessToken',
		extraNodes: Record<string, INodeType> = {},
	): EngineFixture {
		const fixture = new EngineFixture(authentication, extraNodes);
		beforeAll(async () => await fixture.start());
		afterAll(async () => await fixture.close());
		return fixture;
	}

	/** @param extraNodes node types besides those of this package, by their full name. */
	static async open(
		authentication: Authentication = 'accessToken',
		extraNodes: Record<string, INodeType> = {},
	): Promise<EngineFixture> {
		const fixture = new EngineFixture(authentication, extraNodes);
		await fixture.start();
		return fixture;
	}

	async close(): Promise<void> {
		await this.simulator.stop();
	}

	private async start(): Promise<void> {
		this.simulator = await PingOneSimulator.start();
		this.engine = await Engine.start({ 'test.probe': PROBE, ...this.extraNodes });
		this.accessToken = tokenData(this.simulator).accessToken;
	}

	/** The one credential that is there, as it is stored. */
	credentials(changes: ICredentialDataDecryptedObject = {}): StoredCredentials {
		const { accessToken, authentication, simulator } = this;
		const entered =
			authentication === 'worker'
				? workerData(simulator)
				: { apiPath: simulator.apiPath, accessToken };
		return { [CREDENTIAL_TYPES[authentication]]: { ...entered, ...changes } };
	}

	/**
	 * Runs Start → Node → After, with the error branch of Node, where it has one, to Failed. Each
	 * item gets its number; session and environment are read from the item.
	 */
	async run(operation: string, items: IDataObject[], options: RunOptions = {}): Promise<Outcome> {
		const before = this.simulator.received.length;
		const run = await this.engine.run({
			workflow: workflowWith(operation, this.authentication, options),
			items: items.map((item, number) => ({
				number,
				environmentId: this.environmentId,
				...item,
			})),
			credentials: options.stored ?? this.credentials(options.credential),
			stop: options.stop,
		});
		const received = this.simulator.received.slice(before);
		return {
			run,
			good: outputOf(run, 'After'),
			bad: outputOf(run, 'Failed'),
			received: received.filter(({ path }) => !isTokenCall(path)),
			tokenCalls: received.filter(({ path }) => isTokenCall(path)).length,
		};
	}

	async reset(items: IDataObject[], options: RunOptions = {}): Promise<Outcome> {
		return await this.run('reset', items, options);
	}
}

function isTokenCall(path: string): boolean {
	return path.endsWith('/as/token');
}

function workflowWith(
	operation: string,
	authentication: Authentication,
	{
		parameters = {},
		onError = 'stopWorkflow',
		type = PINGONE_SESSION,
		timezone,
		retryOnFail,
	}: RunOptions,
): WorkflowFile {
	return {
		name: 'Test',
		nodes: [
			node('Start', 'test.start'),
			{
				...node('Node', type, {
					authentication,
					operation,
					environmentId: { __rl: true, mode: 'id', value: '={{ $json.environmentId }}' },
					sessionId: '={{ $json.sessionId }}',
					options: {},
					...parameters,
				}),
				onError,
				retryOnFail,
			},
			node('After', 'test.probe', { value: PAIRED_WITH_START }),
			node('Failed', 'test.probe', { value: PAIRED_WITH_START }),
		],
		connections: {
			Start: { main: [[link('Node')]] },
			Node: { main: [[link('After')], [link('Failed')]] },
		},
		settings: { executionOrder: 'v1', ...(timezone && { timezone }) },
	};
}

function outputOf(run: IRun, name: string): IDataObject[] {
	const items: INodeExecutionData[] = run.data.resultData.runData[name]?.[0].data?.main[0] ?? [];
	return items.map(({ json }) => json);
}
