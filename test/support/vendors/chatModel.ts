import { randomBytes } from 'node:crypto';
import express from 'express';
import { LoopbackServer } from '../../../simulator/loopbackServer';
import type { Vendor, VendorCredential } from './vendor';

const EMAIL = /[\w.+'-]+@[\w.-]+\w/;

interface ChatRequest {
	messages: Array<{ role: string; content: string }>;
	tools: Array<{ function: { name: string } }>;
}

/**
 * A language model with OpenAI's interface (POST /v1/chat/completions with an API key). It calls the
 * first tool with the email address in the request, or with what it is told to, and then repeats
 * what the tool said.
 */
export class ChatModel implements Vendor {
	/** The tool's result, as the model received it. */
	readonly toolResults: string[] = [];
	readonly credential: VendorCredential;

	private constructor(
		private readonly server: LoopbackServer,
		apiKey: string,
	) {
		const data = { apiKey, url: `${server.url}/v1` };
		this.credential = { type: 'openAiApi', name: 'Chat model', data };
	}

	/** @param rounds what the tool is called with, one response of the model after another. */
	static async start(...rounds: object[][]): Promise<ChatModel> {
		const apiKey = randomBytes(16).toString('base64url');
		const app = express().use(express.json({ limit: '1mb' }));
		app.post('/v1/chat/completions', ({ body, headers }, response) => {
			if (headers.authorization !== `Bearer ${apiKey}`) {
				response.status(401).json({ error: { message: 'Incorrect API key provided' } });
				return;
			}
			response.json(model.respond(body, rounds));
		});
		const model = new ChatModel(await LoopbackServer.start(app), apiKey);
		return model;
	}

	async stop(): Promise<void> {
		await this.server.stop();
	}

	private respond({ messages, tools }: ChatRequest, rounds: object[][]): object {
		const results = messages.filter(({ role }) => role === 'tool').map(({ content }) => content);
		const round = messages.filter(({ role }) => role === 'assistant').length;
		const request = messages.filter(({ role }) => role === 'user').at(-1)?.content ?? '';
		const inputs = (rounds.length > 0 ? rounds : [inputsFrom(request)])[round] ?? [];
		if (results.length > 0 && inputs.length === 0) {
			this.toolResults.push(...results);
			return completion({ content: `The tool said: ${results.join('\n')}` }, 'stop');
		}
		if (inputs.length === 0) return completion({ content: 'Whom? By email, please.' }, 'stop');
		const { name } = tools[0].function;
		const calls = inputs.map((input, index) => ({
			id: `call_${round + 1}_${index + 1}`,
			type: 'function',
			function: { name, arguments: JSON.stringify(input) },
		}));
		return completion({ content: null, tool_calls: calls }, 'tool_calls');
	}
}

/** The input of a tool behind an approval, as n8n describes it. */
function inputsFrom(request: string): object[] {
	const [email] = EMAIL.exec(request) ?? [];
	return email ? [{ toolParameters: { email }, hitlParameters: {} }] : [];
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
