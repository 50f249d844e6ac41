import { clock } from '../../../nodes/shared/http/clock';
import { RequestAbortedError } from '../../../nodes/shared/http/requestErrors';
import { PingOneError, TokenError } from '../../../nodes/shared/pingone/errors/pingOneError';
import type { ApiResponse } from '../../../nodes/shared/pingone/errors/responseErrors';
import { TokenRenewal, type AuthorizedSend } from '../../../nodes/shared/pingone/auth/tokenRenewal';

const COUNT = 100;
const OK: ApiResponse = { status: 204, body: '' };
const REFUSED: ApiResponse = { status: 401, body: { code: 'ACCESS_FAILED' } };

interface Token {
	text: string;
}

type Send = AuthorizedSend<Token>;

/** Returns the state of an execution that found this token with the credential; none if it is empty. */
function renewalWith(stored = ''): TokenRenewal<Token> {
	return new TokenRenewal<Token>(stored === '' ? undefined : { text: stored });
}

/** A service that accepts some tokens, and a token endpoint in front of it. */
class Service {
	valid = new Set<string>();
	tokenCalls = 0;
	requests = 0;
	/** True if new tokens are accepted. */
	handsOutValid = true;
	/** Thrown instead of returning a token. */
	failure?: Error;
	/** Called after a new token was returned, before the request is sent with it. */
	beforeFirstUse: () => Promise<void> = async () => {};

	readonly send: Send = async (stored, onNewToken) => {
		let token = stored?.text;
		if (token === undefined) {
			token = await this.newToken();
			onNewToken({ text: token });
			// n8n assigns it twice.
			onNewToken({ text: token });
			await this.beforeFirstUse();
		}
		this.requests += 1;
		const response = this.valid.has(token) ? OK : REFUSED;
		await tick();
		return response;
	};

	private async newToken(): Promise<string> {
		this.tokenCalls += 1;
		await tick();
		if (this.failure) throw this.failure;
		const token = `token ${this.tokenCalls}`;
		if (this.handsOutValid) this.valid.add(token);
		return token;
	}
}

const tick = async () => await new Promise<void>((resolve) => setImmediate(resolve));

async function sendMany(renewal: TokenRenewal<Token>, service: Service, count = COUNT) {
	const sending = Array.from({ length: count }, async () => await renewal.send(service.send));
	return (await Promise.all(sending)).map(({ status }) => status);
}

const all = (status: number, count = COUNT) => Array(count).fill(status);

let service: Service;

beforeEach(() => (service = new Service()));

describe('a token endpoint that asks to wait', () => {
	it('is not asked again before, and each request is told how long that is', async () => {
		let passedMs = 0;
		const now = jest.spyOn(clock, 'now').mockImplementation(() => passedMs);
		service.failure = new TokenError('No token (429)', 'Wait.', true, 429, 5_000);
		const renewal = renewalWith();
		const resultAt = async (ms: number) => {
			passedMs = ms;
			return await renewal.send(service.send).catch((error: unknown) => error);
		};
		expect(await resultAt(0)).toBe(service.failure);
		const told = { message: 'No token (429)', isTransient: true, status: 429 };
		expect(await resultAt(1_000)).toMatchObject({ ...told, retryAfterMs: 4_000 });
		expect(await resultAt(4_999)).toMatchObject({ ...told, retryAfterMs: 1 });
		expect(service.tokenCalls).toBe(1);
		service.failure = undefined;
		expect(await resultAt(5_000)).toEqual(OK);
		expect(service.tokenCalls).toBe(2);
		now.mockRestore();
	});
});

describe('the renewal of a token', () => {
	it('gets one for all requests, where there is none', async () => {
		expect(await sendMany(renewalWith(), service)).toEqual(all(204));
		expect(service).toMatchObject({ tokenCalls: 1, requests: COUNT });
	});

	it('uses the stored one where it is accepted', async () => {
		service.valid.add('stored');
		expect(await sendMany(renewalWith('stored'), service)).toEqual(all(204));
		expect(service).toMatchObject({ tokenCalls: 0, requests: COUNT });
	});

	it('is done once for all requests in flight, each of which is sent again once', async () => {
		expect(await sendMany(renewalWith('expired'), service)).toEqual(all(204));
		expect(service).toMatchObject({ tokenCalls: 1, requests: 2 * COUNT });
	});

	it('is done again where a token that was accepted expires later', async () => {
		const renewal = renewalWith();
		for (const tokenCalls of [1, 2, 3]) {
			expect(await sendMany(renewal, service)).toEqual(all(204));
			expect(service.tokenCalls).toBe(tokenCalls);
			service.valid.clear();
		}
	});

	it('is not done for a refusal of the old token that comes late', async () => {
		const renewal = renewalWith('expired');
		let answerLate!: () => void;
		const late = renewal.send(async (token, onNewToken) => {
			if (token?.text !== 'expired') return await service.send(token, onNewToken);
			await new Promise<void>((resolve) => (answerLate = resolve));
			return REFUSED;
		});
		await sendMany(renewal, service);
		answerLate();
		expect(await late).toBe(OK);
		expect(service.tokenCalls).toBe(1);
	});

	it.each(['', 'expired'])(
		'ends where the new token is refused too, with that response for all: %j',
		async (stored) => {
			service.handsOutValid = false;
			const renewal = renewalWith(stored);
			expect((await renewal.send(service.send)).status).toBe(401);
			expect(await sendMany(renewal, service, 1000)).toEqual(all(401, 1000));
			expect(service.requests).toBe(2);
			expect(service.tokenCalls).toBe(stored === '' ? 2 : 1);
		},
	);

	it('costs two requests where 1,000 start together with tokens that are never accepted', async () => {
		service.handsOutValid = false;
		expect(await sendMany(renewalWith(), service, 1000)).toEqual(all(401, 1000));
		expect(service).toMatchObject({ tokenCalls: 2, requests: 2 });
	});

	it('ends also where a 503, which says nothing of the new token, came before its refusal', async () => {
		service.handsOutValid = false;
		const renewal = renewalWith('expired');
		const busy: Send = async (token, onNewToken) => {
			const response = await service.send(token, onNewToken);
			return token?.text === 'expired' ? response : { status: 503, body: '' };
		};
		expect((await renewal.send(busy)).status).toBe(503);
		expect((await renewal.send(service.send)).status).toBe(401);
		expect(service.tokenCalls).toBe(1);
	});

	it('is left to n8n where that sends without telling a token, as its mocks do', async () => {
		const renewal = renewalWith();
		expect(await renewal.send(async () => OK)).toBe(OK);
		expect(await sendMany(renewal, service)).toEqual(all(204));
		expect(service.tokenCalls).toBe(1);
	});

	it('is not what helps where a role is missing', async () => {
		const details = [{ code: 'INSUFFICIENT_PERMISSIONS' }];
		const denied = { status: 401, body: { code: 'ACCESS_FAILED', details } };
		const renewal = renewalWith('stored');
		expect(await renewal.send(async () => denied)).toBe(denied);
		service.valid.add('stored');
		expect(await sendMany(renewal, service)).toEqual(all(204));
		expect(service.tokenCalls).toBe(0);
	});

	it('is tried twice for a request that is refused while others are accepted, then no more', async () => {
		jest.spyOn(clock, 'sleep').mockImplementation(tick);
		service.valid.add('stored');
		const renewal = renewalWith('stored');
		let sent = 0;
		const refusedAmongOthers: Send = async (token, onNewToken) => {
			sent += 1;
			await service.send(token, onNewToken);
			expect(await renewal.send(service.send)).toBe(OK);
			return REFUSED;
		};
		expect(await renewal.send(refusedAmongOthers)).toBe(REFUSED);
		expect(sent).toBe(3);
		expect(service.tokenCalls).toBe(2);
		expect(await renewal.send(service.send)).toBe(REFUSED);
		jest.restoreAllMocks();
	});

	it('ends also where a late response to the old token is a success', async () => {
		service.handsOutValid = false;
		const renewal = renewalWith('stored');
		let answerLate!: (response: ApiResponse) => void;
		const late = renewal.send(
			async () => await new Promise<ApiResponse>((resolve) => (answerLate = resolve)),
		);
		service.beforeFirstUse = async () => {
			answerLate(OK);
			expect(await late).toBe(OK);
		};
		expect((await renewal.send(service.send)).status).toBe(401);
		expect(service.tokenCalls).toBe(1);
	});
});

it('a request that fails with its new token does not fail those who wait for the token', async () => {
	const renewal = renewalWith();
	const first = renewal.send(async (_token, onNewToken) => {
		onNewToken({ text: 'new' });
		await Promise.resolve();
		throw new Error('cut');
	});
	const tokens: unknown[] = [];
	const second = renewal.send(async (token) => {
		tokens.push(token?.text);
		return OK;
	});
	await expect(first).rejects.toThrow('cut');
	expect(await second).toBe(OK);
	expect(tokens).toEqual(['new']);
});

describe('where no token is handed out', () => {
	it('all who wait fail with the reason, and nothing is sent any more', async () => {
		service.failure = new TokenError('No access token', 'Check.', false);
		const renewal = renewalWith();
		for (const _round of [1, 2]) {
			const sending = Array.from({ length: COUNT }, async () => await renewal.send(service.send));
			for (const result of await Promise.allSettled(sending)) {
				expect(result).toEqual({ status: 'rejected', reason: service.failure });
			}
		}
		expect(service).toMatchObject({ tokenCalls: 1, requests: 0 });
	});

	it.each([
		['the token endpoint is busy', new TokenError('No access token', 'Wait.', true)],
		['n8n could not store it', new Error('not stored')],
	])('because %s, all who wait fail, and whoever comes later asks again', async (_why, failure) => {
		service.failure = failure;
		const renewal = renewalWith();
		const sending = Array.from({ length: COUNT }, async () => await renewal.send(service.send));
		for (const result of await Promise.allSettled(sending)) {
			expect(result).toEqual({ status: 'rejected', reason: failure });
		}
		expect(service.tokenCalls).toBe(1);
		service.failure = undefined;
		expect(await sendMany(renewal, service)).toEqual(all(204));
		expect(service.tokenCalls).toBe(2);
	});
});

describe('a request that is abandoned', () => {
	it('while it waits for a renewal is not sent', async () => {
		const renewal = renewalWith();
		const abandon = new AbortController();
		const renewing = renewal.send(service.send);
		const waiting = renewal.send(service.send, abandon.signal);
		abandon.abort();
		await expect(waiting).rejects.toBeInstanceOf(RequestAbortedError);
		expect(await renewing).toBe(OK);
		expect(service).toMatchObject({ tokenCalls: 1, requests: 1 });
	});

	it('while it renews leaves the new token to the others', async () => {
		const renewal = renewalWith();
		const abandon = new AbortController();
		service.beforeFirstUse = async () => {
			abandon.abort();
			throw new PingOneError('Canceled', '');
		};
		const renewing = renewal.send(service.send, abandon.signal);
		const others = sendMany(renewal, service);
		await expect(renewing).rejects.toThrow('Canceled');
		expect(await others).toEqual(all(204));
		expect(service).toMatchObject({ tokenCalls: 1, requests: COUNT });
	});

	it('before it got a token leaves the renewal to another', async () => {
		const renewal = renewalWith();
		const abandon = new AbortController();
		const renewing = renewal.send(async () => {
			abandon.abort();
			await tick();
			throw new PingOneError('Canceled', '');
		}, abandon.signal);
		const others = sendMany(renewal, service);
		await expect(renewing).rejects.toThrow('Canceled');
		expect(await others).toEqual(all(204));
		expect(service.tokenCalls).toBe(1);
	});
});

describe('a new token whose first use gets no response', () => {
	let respond: () => void;
	let slept: number[];

	beforeEach(() => {
		slept = [];
		jest.spyOn(clock, 'sleep').mockImplementation(async (ms) => {
			slept.push(ms);
			await tick();
		});
		service.beforeFirstUse = async () => {
			service.beforeFirstUse = async () => {};
			await new Promise<void>((resolve) => (respond = resolve));
		};
	});

	afterEach(() => jest.restoreAllMocks());

	it('holds up the others for a second only', async () => {
		const renewal = renewalWith();
		const renewing = renewal.send(service.send);
		expect(await sendMany(renewal, service)).toEqual(all(204));
		expect(slept).toEqual([1000]);
		respond();
		expect(await renewing).toBe(OK);
		expect(service.tokenCalls).toBe(1);
	});

	it('does not end a later renewal where its response comes at last', async () => {
		const renewal = renewalWith();
		const renewing = renewal.send(service.send);
		await sendMany(renewal, service);

		service.valid.clear();
		let tokenMayCome!: () => void;
		const renewingAgain = renewal.send(async (token, onNewToken) => {
			if (token === undefined) await new Promise<void>((resolve) => (tokenMayCome = resolve));
			return await service.send(token, onNewToken);
		});
		await tick();
		await tick();
		respond();
		const others = sendMany(renewal, service);
		await tick();
		expect(service.tokenCalls).toBe(1);
		tokenMayCome();
		expect(await others).toEqual(all(204));
		expect([await renewing, await renewingAgain]).toEqual([OK, OK]);
		expect(service.tokenCalls).toBe(2);
	});
});
