import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { LOOPBACK } from '../../sandbox/n8n/product';

interface ChatRequest {
	messages: Array<{ role: string; content: string }>;
	tools: Array<{ function: { name: string } }>;
}

/**
 * A language model with OpenAI's interface (chat completions), which calls the first tool with
 * what it is told to, and then repeats what the tool said.
 */
export class ChatModel {
	/** What the tool answered, as the model was told. */
	readonly toolAnswers: string[] = [];

	private constructor(
		private readonly toolInput: object,
		private readonly server: Server,
	) {}

	static async start(toolInput: object): Promise<ChatModel> {
		const server = createServer().listen(0, LOOPBACK);
		await once(server, 'listening');
		const model = new ChatModel(toolInput, server);
		server.on('request', async (request, response) => {
			const message = model.answer(JSON.parse(await text(request)));
			response.setHeader('Content-Type', 'application/json').end(JSON.stringify(message));
		});
		return model;
	}

	/** What goes into 'Base URL' of an OpenAI credential. */
	get baseUrl(): string {
		const { port } = this.server.address() as AddressInfo;
		return `http://${LOOPBACK}:${port}/v1`;
	}

	async stop(): Promise<void> {
		const closed = once(this.server, 'close');
		this.server.close();
		this.server.closeAllConnections();
		await closed;
	}

	private answer({ messages, tools }: ChatRequest): object {
		const last = messages.at(-1)!;
		if (last.role === 'tool') {
			this.toolAnswers.push(last.content);
			return completion({ content: `PingOne said: ${last.content}` }, 'stop');
		}
		const call = { name: tools[0].function.name, arguments: JSON.stringify(this.toolInput) };
		const calls = [{ id: 'call_1', type: 'function', function: call }];
		return completion({ content: null, tool_calls: calls }, 'tool_calls');
	}
}

function completion(message: object, finishReason: string): object {
	return {
		id: 'chatcmpl-1',
		object: 'chat.completion',
		created: 0,
		model: 'gpt-5-mini',
		choices: [
			{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finishReason },
		],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}
