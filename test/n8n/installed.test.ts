import { EXAMPLES, readExample } from '../../sandbox/n8n/product';
import { sandboxForAll } from './sandboxForAll';

const sandbox = sandboxForAll();

const NODE = 'n8n-nodes-pingone.pingOneSession';

async function nodeType(name: string) {
	const named = (await sandbox().client.nodeTypes()).filter((type) => type.name === name);
	expect(named).toHaveLength(1);
	return named[0];
}

async function credentialType(name: string) {
	const named = (await sandbox().client.credentialTypes()).filter((type) => type.name === name);
	expect(named).toHaveLength(1);
	return named[0];
}

async function picture(path: string) {
	const { contentType, text } = await sandbox().client.file(`/${path}`);
	expect(contentType).toContain('image/svg+xml');
	expect(text).toMatch(/^<svg /);
	return text;
}

describe("in n8n's editor, the package has", () => {
	it('the node, which takes both credentials', async () => {
		const { displayName, credentials, properties } = await nodeType(NODE);
		expect(displayName).toBe('PingOne Session');
		expect(credentials?.map(({ name }) => name)).toEqual(['pingOneWorkerApi', 'pingOneApi']);
		const operations = properties.find(({ name }) => name === 'operation')?.options ?? [];
		expect(operations.map(({ name }) => name)).toEqual([
			'Delete',
			'Get',
			'Get Many',
			'Reset',
			'Reset All for User',
		]);
	});

	it('the codex, by which the node is filed and found', async () => {
		const { codex } = await nodeType(NODE);
		expect(codex?.categories?.length).toBeGreaterThan(0);
		expect(codex?.alias).toEqual(expect.arrayContaining(['logout']));
		expect(codex?.resources?.primaryDocumentation).toMatchObject([{ url: expect.any(String) }]);
	});

	it('the node as a tool of AI agents', async () => {
		const { outputs, properties } = await nodeType(`${NODE}Tool`);
		expect(outputs).toEqual(['ai_tool']);
		expect(properties.map(({ name }) => name)).toContain('toolDescription');
	});

	it.each(['pingOneApi', 'pingOneWorkerApi'])('the credential %s', async (name) => {
		const { supportedNodes, documentationUrl, properties } = await credentialType(name);
		expect(supportedNodes).toEqual([NODE]);
		expect(documentationUrl).toMatch(/^https:/);
		expect(properties.map((property) => property.name)).toContain('allowedHttpRequestDomains');
	});

	it('pictures that are served, one for light and another for dark', async () => {
		const types = [
			await nodeType(NODE),
			await nodeType(`${NODE}Tool`),
			await credentialType('pingOneApi'),
			await credentialType('pingOneWorkerApi'),
		];
		for (const { iconUrl } of types) {
			if (typeof iconUrl !== 'object') throw new Error('not a picture for light and one for dark');
			expect(await picture(iconUrl.light)).not.toBe(await picture(iconUrl.dark));
		}
	});

	it.each(['reset', 'resetAll', 'get', 'getAll', 'delete'])(
		'the schema of what the operation %s puts out',
		async (operation) => {
			const path = `/schemas/${NODE}/1.0.0/${operation}.json`;
			const { text } = await sandbox().client.file(path);
			expect(JSON.parse(text)).toMatchObject({ type: 'object' });
		},
	);
});

describe('every example', () => {
	it.each(EXAMPLES)(
		'%s consists of nodes that this n8n has, in versions that it has',
		async (file) => {
			const types = await sandbox().client.nodeTypes();
			for (const { type, typeVersion } of (await readExample(file)).nodes) {
				const versions = types
					.filter(({ name }) => name === type)
					.flatMap(({ version }) => version);
				expect({ type, versions }).toEqual({
					type,
					versions: expect.arrayContaining([typeVersion]),
				});
			}
		},
	);
});
