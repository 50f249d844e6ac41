/** An activated workflow: n8n asks its trigger for items, or receives them at its webhooks, and runs it. */
import type { Request, Response } from 'express';
import { HookContext, PollContext, WebhookContext } from 'n8n-core';
import type {
	IDataObject,
	INode,
	INodeExecutionData,
	INodeType,
	IRun,
	IWebhookData,
	IWebhookDescription,
	IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';
import { triggerOf, type Engine, type RunOptions } from './engine';
import { MODES, type HookMode } from './hookModes';
import { WebhookServer } from './webhookServer';

/** A trigger that only polls has no address. */
const NOWHERE = 'http://127.0.0.1';

interface ActivateOptions extends Pick<RunOptions, 'workflow' | 'credentials'> {
	/** n8n's public address, as its triggers see it; requests to it arrive at `deliveryUrl`, which is also the default. */
	publicUrl?: string;
	/** The trigger's static data; empty if left out. */
	staticData?: IDataObject;
	id?: string;
	/** True if n8n activates it while starting; otherwise somebody publishes it. */
	isStart?: boolean;
}

/** A workflow with one trigger, which polls or has webhooks. Deactivate it at the end. */
export class ActiveWorkflow {
	/** The executions that requests to the webhooks have started, in order. */
	readonly executions: IRun[] = [];
	private readonly workflow: Workflow;
	private readonly trigger: INode;
	private readonly type: INodeType;
	private server?: WebhookServer;

	private constructor(
		private readonly engine: Engine,
		private readonly options: ActivateOptions,
		private readonly isTest: boolean,
	) {
		this.workflow = engine.workflow(options.workflow, options.credentials, options.id);
		this.trigger = triggerOf(this.workflow);
		this.type = engine.nodeTypes.getByNameAndVersion(this.trigger.type, this.trigger.typeVersion);
		Object.assign(this.staticData, options.staticData);
	}

	/** Has the trigger set up its webhooks that do not exist yet, and listens to them. */
	static async activate(engine: Engine, options: ActivateOptions): Promise<ActiveWorkflow> {
		return await new ActiveWorkflow(engine, options, false).start();
	}

	/** The same until a request starts an execution, as "Listen for test event" in the editor does. */
	static async listenForTest(engine: Engine, options: ActivateOptions): Promise<ActiveWorkflow> {
		return await new ActiveWorkflow(engine, options, true).start();
	}

	/** Has the trigger remove its webhooks. */
	async deactivate(): Promise<void> {
		try {
			await this.removeWebhooks();
		} finally {
			await this.close();
		}
	}

	/** The trigger's static data; n8n stores it in plain text. */
	get staticData(): IDataObject {
		return this.workflow.getStaticData('node', this.trigger);
	}

	/** The local address that stands for the public one; no slash at the end. */
	get deliveryUrl(): string {
		return this.server?.url ?? NOWHERE;
	}

	/** Polls once, and runs the workflow if there are new items. */
	async poll(): Promise<IRun | undefined> {
		const { workflow, trigger } = this;
		const data = this.additionalData();
		const context = new PollContext(workflow, trigger, data, 'trigger', 'activate');
		const output = await this.type.poll?.call(context);
		return output ? await this.run(output) : undefined;
	}

	/** The address of a webhook, as the trigger sees it; undefined where it has no such webhook. */
	webhookUrl(name: IWebhookDescription['name'] = 'default'): string | undefined {
		return this.hookContext().getNodeWebhookUrl(name);
	}

	private get webhooks(): IWebhookDescription[] {
		return this.type.description.webhooks ?? [];
	}

	private async start(): Promise<this> {
		try {
			await this.listen();
			return this;
		} catch (error) {
			// As n8n does: something may have been set up all the same.
			await this.removeWebhooks().catch(() => {});
			await this.close();
			throw error;
		}
	}

	private async listen(): Promise<void> {
		if (this.webhooks.length === 0) return;
		this.server = new WebhookServer();
		const { app } = this.server;
		await this.server.start();
		const mode = this.isTest ? MODES.test : this.options.isStart ? MODES.start : MODES.publish;
		for (const webhook of this.webhooks) {
			const path = new URL(String(this.webhookUrl(webhook.name))).pathname;
			app.all(path, async (request, response, next) => {
				if (request.method === webhook.httpMethod) await this.receive(webhook, request, response);
				else next();
			});
			if (!(await this.callHook(webhook, 'checkExists', mode)))
				await this.callHook(webhook, 'create', mode);
		}
	}

	private async removeWebhooks(): Promise<void> {
		for (const webhook of this.webhooks) await this.callHook(webhook, 'delete', MODES.remove);
	}

	/** Ends without a word to anybody, as n8n does when it is killed. */
	async close(): Promise<void> {
		const { server } = this;
		this.server = undefined;
		await server?.stop();
	}

	private async callHook(
		webhook: IWebhookDescription,
		method: 'checkExists' | 'create' | 'delete',
		mode: HookMode,
	): Promise<boolean | undefined> {
		const hook = this.type.webhookMethods?.[webhook.name]?.[method];
		return await hook?.call(this.hookContext(mode, webhook));
	}

	/** Sends the response that n8n sends in its response mode "onReceived". */
	private async receive(
		webhook: IWebhookDescription,
		httpRequest: Request,
		httpResponse: Response,
	): Promise<void> {
		const { workflow, trigger, isTest } = this;
		const data = { ...this.additionalData(), httpRequest, httpResponse };
		const webhookData = this.webhookData(webhook, data);
		const mode = isTest ? 'manual' : 'webhook';
		const context = new WebhookContext(workflow, trigger, data, mode, webhookData, [], null);
		const result = await this.type.webhook?.call(context);
		if (result?.workflowData) this.executions.push(await this.run(result.workflowData));
		if (!result?.noWebhookResponse) httpResponse.json(result?.webhookResponse ?? STARTED);
		if (isTest && result?.workflowData) await this.removeWebhooks();
	}

	private hookContext(mode = MODES.publish, webhook = this.webhooks.at(0)): HookContext {
		const { workflow, trigger } = this;
		const data = this.additionalData();
		const webhookData = webhook && this.webhookData(webhook, data);
		return new HookContext(workflow, trigger, data, ...mode, webhookData);
	}

	private additionalData(): IWorkflowExecuteAdditionalData {
		const n8nUrl = this.options.publicUrl ?? this.deliveryUrl;
		return {
			...this.engine.additionalData(this.options.credentials),
			webhookBaseUrl: `${n8nUrl}/webhook`,
			webhookTestBaseUrl: `${n8nUrl}/webhook-test`,
		};
	}

	private webhookData(
		webhookDescription: IWebhookDescription,
		workflowExecuteAdditionalData: IWorkflowExecuteAdditionalData,
	): IWebhookData {
		return {
			httpMethod: 'POST',
			isTest: this.isTest,
			node: this.trigger.name,
			path: webhookDescription.path,
			webhookDescription,
			workflowId: this.workflow.id,
			workflowExecuteAdditionalData,
		};
	}

	private async run(output: INodeExecutionData[][]): Promise<IRun> {
		const items = output.flat().map(({ json }) => json);
		return await this.engine.run({ ...this.options, items });
	}
}

const STARTED = { message: 'Workflow was started' };
