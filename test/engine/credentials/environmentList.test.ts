import {
	NodeOperationError,
	type ICredentialDataDecryptedObject,
	type INodeListSearchResult,
} from 'n8n-workflow';
import type { Environment } from '../../../simulator/environments';
import { seededId } from '../../../simulator/seed/seededIds';
import { EngineFixture } from '../../support/engine/engineFixture';
import { listEnvironments } from '../../support/engine/listSearch';

/** Words that have no meaning in the editor. */
const FOREIGN_WORDS = /\b(items?|reset|Options|workflow again)\b/i;

const fixture = EngineFixture.forEachTest();

async function list(
	filter?: string,
	page?: string,
	credential: ICredentialDataDecryptedObject = {},
): Promise<INodeListSearchResult> {
	const credentials = fixture.credentials(credential);
	return await listEnvironments(fixture.engine, 'accessToken', credentials, filter, page);
}

async function names(filter?: string): Promise<string[]> {
	return (await list(filter)).results.map(({ name }) => name);
}

function addEnvironments(count: number): Environment[] {
	return Array.from({ length: count }, (_, index): Environment => {
		const id = seededId(`environment ${index}`);
		const environment: Environment = { id, name: `Team ${index}`, type: 'SANDBOX', region: 'EU' };
		fixture.simulator.tenant.environments.set(id, environment);
		return environment;
	});
}

function answerNext(body: object): void {
	const fault = { response: { status: 200, body } };
	fixture.simulator.faults.inject({ fault, times: 1 });
}

describe('the list of environments', () => {
	it('has those that the token can see', async () => {
		const { results, paginationToken } = await list();
		expect(results[0]).toEqual({
			name: 'Acme Workforce (production)',
			value: fixture.environmentId,
		});
		expect(results).toHaveLength(fixture.simulator.tenant.environments.size);
		expect(paginationToken).toBeUndefined();

		const environmentId = results[1].value as string;
		const accessToken = fixture.simulator.tenant.tokens.issue([
			{ role: 'Environment Admin', environmentId },
		]);
		expect((await list(undefined, undefined, { accessToken })).results).toEqual([results[1]]);
	});

	it('is searched by PingOne for what is typed, whatever is typed', async () => {
		expect(await names('acme w')).toEqual([
			'Acme Workforce (production)',
			'Acme Workforce Staging (sandbox)',
		]);
		expect(await names('nothing')).toEqual([]);
		expect(await names('" or name sw "')).toEqual([]);
		expect(await names('\\')).toEqual([]);
		expect(fixture.simulator.received.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
	});

	it('goes on page by page until its end, each with the token', async () => {
		const grants = addEnvironments(205).map(({ id: environmentId }) => ({
			role: 'Identity Data Admin' as const,
			environmentId,
		}));
		const accessToken = fixture.simulator.tenant.tokens.issue(grants);
		const pages: INodeListSearchResult[] = [];
		let next: unknown;
		do {
			pages.push(await list('Team', next as string | undefined, { accessToken }));
			next = pages.at(-1)?.paginationToken;
		} while (next !== undefined);

		expect(pages.map(({ results }) => results.length)).toEqual([100, 100, 5]);
		expect(new Set(pages.flatMap(({ results }) => results.map(({ value }) => value))).size).toBe(
			205,
		);
		expect(fixture.simulator.received.every(({ carries }) => carries(accessToken))).toBe(true);
	});

	it.each([
		'https://evil.example/v1/environments?cursor=2',
		'http://127.0.0.1:1/v1/environments',
		'http://evil.example@{host}/v1/environments',
		'http://{host}@evil.example/v1/environments',
		'http://{host}/v1',
		'http://{host}/v1/../elsewhere',
		'http://{host}/v1environments',
		'/v1/environments?cursor=2',
		'//evil.example/v1/environments',
		'not an address',
	])('does not take the token to a next page at %s', async (address) => {
		const href = address.replace('{host}', new URL(fixture.simulator.apiPath).host);
		answerNext({ _links: { next: { href } }, _embedded: { environments: [] } });
		await expect(list()).rejects.toThrow('next page points to another host, API or environment');
	});

	it('says why it is empty, but not where nothing has the name that is sought', async () => {
		answerNext({ _links: { self: {} }, size: 0 });
		await expect(list()).rejects.toThrow('The token does not have access to any environment');
		answerNext({ _links: { self: {} }, size: 0 });
		expect((await list('nothing')).results).toEqual([]);
	});

	it('leaves out what is no environment', async () => {
		const environments = [{ id: '1' }, null, 'x', { id: '2', name: 'Two' }];
		answerNext({ _embedded: { environments } });
		expect((await list()).results).toEqual([{ name: 'Two', value: '2' }]);
	});

	it.each([200, 302, 400, 401, 403, 404, 408, 418, 429, 500, 503])(
		'speaks of no items and no resets if the response is %i',
		async (status) => {
			for (const body of ['', { code: 'UNEXPECTED_ERROR' }]) {
				fixture.simulator.faults.inject({ fault: { response: { status, body } }, times: 1 });
				const failed = await list().catch((error) => error);
				expect(failed).toBeInstanceOf(NodeOperationError);
				expect(failed.message).not.toMatch(FOREIGN_WORDS);
			}
		},
	);

	it.each([{ cut: 'before the work' as const }, { cut: 'after the work' as const }])(
		'speaks of no items and no resets if there is no response: %j',
		async (fault) => {
			fixture.simulator.faults.inject({ fault, times: 1 });
			const failed = await list().catch((error) => error);
			expect(failed.message).toContain('ended the connection without a response');
			expect(failed.message).toContain('Try again in a minute.');
			expect(failed.message).not.toMatch(FOREIGN_WORDS);
		},
	);

	it('says why where it cannot be read', async () => {
		const failed = await list(undefined, undefined, { accessToken: 'wrong' }).catch(
			(error) => error,
		);
		expect(failed.message).toContain('PingOne does not accept the access token');
		expect(failed.message).toContain("paste it into 'Access Token'");
		await expect(list('', '', { apiPath: 'ftp://x' })).rejects.toThrow("'API Path'");
	});
});
