import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import axios from 'axios';
import { requestInFull, requestLines } from './report';
import { watchRequests, type SentRequest } from './sentRequests';

let server: Server;

afterEach(() => {
	server.closeAllConnections();
	server.close();
});

/** Returns the log of one request to a server that responds like this. */
async function logged(
	respond: RequestListener,
	body?: string,
	headers: Record<string, string> = {},
): Promise<SentRequest> {
	server = createServer(respond).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	const port = typeof address === 'object' ? address?.port : undefined;
	const stop = watchRequests();
	await axios
		.post(`http://127.0.0.1:${port}/as/token?a=b`, body, { headers })
		.catch(() => undefined);
	const [request, ...others] = stop();
	expect(others).toEqual([]);
	return request;
}

describe('the requests that npm start shows', () => {
	it('have no token, secret or cookie in their headers and bodies', async () => {
		const request = await logged(
			(_request, response) => {
				response.setHeader('Set-Cookie', 'session=SECRET');
				response.end('{"access_token":"SECRET","expires_in":3600}');
			},
			'grant_type=client_credentials&client_secret=SECRET&client_id=1',
			{ Authorization: 'Basic SECRET', Cookie: 'SECRET' },
		);
		const shown = requestInFull(request);
		expect(shown).not.toContain('SECRET');
		expect(shown).toContain('authorization: Basic [hidden]');
		expect(shown).toContain('grant_type=client_credentials&client_secret=[hidden]&client_id=1');
		expect(shown).toContain('{"access_token":"[hidden]","expires_in":3600}');
	});

	it.each([
		[{ value: 'SECRET "&\\ SECRET', forceChange: true }, '{"value":"[hidden]","forceChange":true}'],
		[
			{ username: 'jane.doe', password: { value: 'SECRET\n', forceChange: true } },
			'{"username":"jane.doe","password":{"value":"[hidden]","forceChange":true}}',
		],
	])('have no password of a user in their bodies: %#', async (body, expected) => {
		const sent = JSON.stringify(body);
		const request = await logged((_request, response) => void response.end(sent), sent);
		expect(request.body).toBe(expected);
		expect(request.response?.body).toBe(expected);
	});

	it('have the length of a response that is compressed', async () => {
		const compressed = gzipSync('{}');
		const request = await logged((_request, response) => {
			response.setHeader('Content-Encoding', 'gzip');
			response.end(compressed);
		});
		expect(request.response?.body).toBe(`${compressed.length} compressed bytes`);
	});

	it('say so where there is no response', async () => {
		const request = await logged((_request, response) => void response.destroy());
		expect(requestInFull(request)).toContain('no response');
		expect(requestLines([request])).toBe('  POST   /as/token?a=b  no response\n');
	});

	it('are logged only until the watch is stopped', async () => {
		const stop = watchRequests();
		stop();
		await logged((_request, response) => void response.end());
		expect(stop()).toEqual([]);
	});
});
