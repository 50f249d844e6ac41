import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { PingOneActivity } from '../../nodes/PingOneActivity/PingOneActivity.node';
import { PingOneApplication } from '../../nodes/PingOneApplication/PingOneApplication.node';
import { PingOneGroup } from '../../nodes/PingOneGroup/PingOneGroup.node';
import { PingOneMfaDevice } from '../../nodes/PingOneMfaDevice/PingOneMfaDevice.node';
import { PingOneSession } from '../../nodes/PingOneSession/PingOneSession.node';
import { PingOneUser } from '../../nodes/PingOneUser/PingOneUser.node';
import { EXAMPLES, readExample } from '../support/product';
import { sandboxForAll } from './sandboxForAll';

const sandbox = sandboxForAll();

/** Name and value of each operation, as the editor lists them. */
function operationsOf({ properties }: Pick<INodeTypeDescription, 'properties'>) {
	const { options = [] } = properties.find(({ name }) => name === 'operation') ?? {};
	return options.flatMap((option) =>
		'value' in option ? [[option.name, String(option.value)] as const] : [],
	);
}

/** Each node, and a word by which it is found. */
const ALIASES: Array<[INodeType, string]> = [
	[new PingOneActivity(), 'audit'],
	[new PingOneApplication(), 'leaked secret'],
	[new PingOneGroup(), 'dynamic group'],
	[new PingOneMfaDevice(), 'lost phone'],
	[new PingOneSession(), 'logout'],
	[new PingOneUser(), 'offboarding'],
];
const NODES = Object.fromEntries(
	ALIASES.map(([{ description }, alias]) => [
		`n8n-nodes-pingone.${description.name}`,
		{ displayName: description.displayName, operations: operationsOf(description), alias },
	]),
);
const NODE_NAMES = Object.keys(NODES);
/** Nodes that use only the worker application's credential. */
const TRIGGERS = {
	'n8n-nodes-pingone.pingOneActivityTrigger': 'PingOne Activity Trigger',
	'n8n-nodes-pingone.pingOneTrigger': 'PingOne Trigger',
};

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

describe.each(Object.entries(NODES))("in n8n's editor, the package has %s:", (name, node) => {
	it('the node, which takes both credentials', async () => {
		const { displayName, credentials, properties } = await nodeType(name);
		expect(displayName).toBe(node.displayName);
		expect(credentials?.map((credential) => credential.name)).toEqual([
			'pingOneWorkerApi',
			'pingOneApi',
		]);
		expect(operationsOf({ properties })).toEqual(node.operations);
	});

	it('the codex, by which the node is filed and found', async () => {
		const { codex } = await nodeType(name);
		expect(codex?.categories?.length).toBeGreaterThan(0);
		expect(codex?.alias).toEqual(expect.arrayContaining([node.alias]));
		expect(codex?.resources?.primaryDocumentation).toMatchObject([{ url: expect.any(String) }]);
	});

	it('the node as a tool of AI agents', async () => {
		const { outputs, properties } = await nodeType(`${name}Tool`);
		expect(outputs).toEqual(['ai_tool']);
		expect(properties.map((property) => property.name)).toContain('toolDescription');
	});

	it.each(node.operations)('the schema of what %s puts out', async (_name, operation) => {
		const path = `/schemas/${name}/1.0.0/${operation}.json`;
		const { text } = await sandbox().client.file(path);
		expect(JSON.parse(text)).toMatchObject({ type: 'object' });
	});
});

describe("in n8n's editor, the package has", () => {
	it.each(Object.entries(TRIGGERS))('the trigger %s, with its schema', async (name, shown) => {
		const { displayName, credentials, group, codex } = await nodeType(name);
		expect({ displayName, group }).toEqual({ displayName: shown, group: ['trigger'] });
		expect(credentials?.map((credential) => credential.name)).toEqual(['pingOneWorkerApi']);
		expect(codex?.categories?.length).toBeGreaterThan(0);
		const { text } = await sandbox().client.file(`/schemas/${name}/1.0.0.json`);
		expect(JSON.parse(text)).toMatchObject({ type: 'object' });
	});

	it.each([
		['pingOneApi', NODE_NAMES],
		['pingOneWorkerApi', [...NODE_NAMES, ...Object.keys(TRIGGERS)].sort()],
	])('the credential %s', async (name, nodes) => {
		const { supportedNodes, documentationUrl, properties } = await credentialType(name);
		expect([...(supportedNodes ?? [])].sort()).toEqual(nodes);
		expect(documentationUrl).toMatch(/^https:/);
		expect(properties.map((property) => property.name)).toContain('allowedHttpRequestDomains');
	});

	it('pictures that are served, one for light and another for dark', async () => {
		const types = [
			...(await Promise.all(
				NODE_NAMES.flatMap((name) => [nodeType(name), nodeType(`${name}Tool`)]),
			)),
			await credentialType('pingOneApi'),
			await credentialType('pingOneWorkerApi'),
		];
		for (const { iconUrl } of types) {
			if (typeof iconUrl !== 'object') throw new Error('not a picture for light and one for dark');
			expect(await picture(iconUrl.light)).not.toBe(await picture(iconUrl.dark));
		}
	});
});

describe('every example', () => {
	it('have one thing that n8n 3 no longer has, in example 13', async () => {
		const { client } = sandbox();
		for (const file of EXAMPLES) await client.workflows.import(await readExample(file));
		expect(await client.findingsForN8n3()).toEqual([
			'Execute Sub-workflow "Run once for each item" mode removed',
		]);
	});

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
