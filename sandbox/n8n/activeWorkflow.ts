/** An activated workflow: n8n asks its trigger for items, or receives them at its webhooks, and runs it. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import express, { type Request, type Response } from 'express';
import { HookContext, PollContext, WebhookContext } from 'n8n-core';
import type {
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

const LOOPBACK = '127.0.0.1';

type ActivateOptions = Pick<RunOptions, 'workflow' | 'credentials'>;

/** It has one trigger, which polls, or has webhooks that take POST. Deactivate it at the end. */
export class ActiveWorkflow {
	/** The executions that requests to the webhooks have started, in order. */
	readonly executions: IRun[] = [];
	private readonly workflow: Workflow;
	private readonly trigger: INode;
	private readonly type: INodeType;
	private server?: Server;

	private constructor(
		private readonly engine: Engine,
		private readonly options: ActivateOptions,
	) {
		this.workflow = engine.workflow(options.workflow, options.credentials);
		this.trigger = triggerOf(this.workflow);
		this.type = engine.nodeTypes.getByNameAndVersion(this.trigger.type, this.trigger.typeVersion);
	}

	/** Has the trigger set up its webhooks that do not exist yet, and listens to them. */
	static async activate(engine: Engine, options: ActivateOptions): Promise<ActiveWorkflow> {
		const active = new ActiveWorkflow(engine, options);
		try {
			await active.listen();
			return active;
		} catch (error) {
			await active.close();
			throw error;
		}
	}

	/** Has the trigger remove its webhooks. */
	async deactivate(): Promise<void> {
		try {
			for (const webhook of this.webhooks) await this.callHook(webhook, 'delete');
		} finally {
			await this.close();
		}
	}

	/** Polls once, and runs the workflow where there are new items. */
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

	private async listen(): Promise<void> {
		if (this.webhooks.length === 0) return;
		const app = express().use(express.json());
		this.server = app.listen(0, LOOPBACK);
		await once(this.server, 'listening');
		for (const webhook of this.webhooks) {
			const path = new URL(String(this.webhookUrl(webhook.name))).pathname;
			app.post(path, async (request, response) => await this.receive(webhook, request, response));
			if (!(await this.callHook(webhook, 'checkExists'))) await this.callHook(webhook, 'create');
		}
	}

	private async close(): Promise<void> {
		const { server } = this;
		if (server === undefined) return;
		const closed = once(server, 'close');
		server.close();
		server.closeAllConnections();
		await closed;
	}

	private async callHook(
		webhook: IWebhookDescription,
		method: 'checkExists' | 'create' | 'delete',
	): Promise<boolean | undefined> {
		const hook = this.type.webhookMethods?.[webhook.name]?.[method];
		return await hook?.call(this.hookContext(webhook));
	}

	/** Sends the response that n8n sends in its response mode "onReceived". */
	private async receive(
		webhook: IWebhookDescription,
		httpRequest: Request,
		httpResponse: Response,
	): Promise<void> {
		const { workflow, trigger } = this;
		const data = { ...this.additionalData(), httpRequest, httpResponse };
		const webhookData = this.webhookData(webhook, data);
		const context = new WebhookContext(workflow, trigger, data, 'webhook', webhookData, [], null);
		const result = await this.type.webhook?.call(context);
		if (result?.workflowData) this.executions.push(await this.run(result.workflowData));
		if (!result?.noWebhookResponse) httpResponse.json(result?.webhookResponse ?? STARTED);
	}

	private hookContext(webhook?: IWebhookDescription): HookContext {
		const { workflow, trigger } = this;
		const data = this.additionalData();
		const webhookData = webhook && this.webhookData(webhook, data);
		return new HookContext(workflow, trigger, data, 'trigger', 'activate', webhookData);
	}

	private additionalData(): IWorkflowExecuteAdditionalData {
		const address = this.server?.address();
		const port = typeof address === 'object' ? address?.port : undefined;
		const webhookBaseUrl = `http://${LOOPBACK}:${port}/webhook`;
		return { ...this.engine.additionalData(this.options.credentials), webhookBaseUrl };
	}

	private webhookData(
		webhookDescription: IWebhookDescription,
		workflowExecuteAdditionalData: IWorkflowExecuteAdditionalData,
	): IWebhookData {
		return {
			httpMethod: 'POST',
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
