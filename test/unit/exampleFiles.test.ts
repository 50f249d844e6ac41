import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import type { IDataObject, INode } from 'n8n-workflow';
import { simplifyActivity } from '../../nodes/shared/pingone/events/event';
import { GUIDES } from '../../tools/editor/exampleGuides';
import { EXAMPLES, PINGONE_NODE, readExample, SETTINGS, settingsOf } from '../support/examples';
import { CAPTURED_EVENTS } from '../../simulator/events/capturedEvents';

const ROOT = join(__dirname, '../..');

/** The headings that n8n's template library requires. */
const HEADINGS = [
	'## Who is this for?',
	'## What this workflow does',
	'## Requirements',
	'## How to set up',
	'## How to customize this workflow',
];

/** Its address is public, and made of `webhookId` alone. n8n's editor renews that of a form. */
const VENDOR_TRIGGER = /^n8n-nodes-base\.(?!form).*Trigger$/;

const NOTE = 'n8n-nodes-base.stickyNote';

function read(...path: string[]): string {
	return readFileSync(join(ROOT, ...path), 'utf8');
}

/** The names of other nodes that a node's parameters refer to. */
function namedIn({ parameters }: INode): string[] {
	return [...JSON.stringify(parameters).matchAll(/\$\('([^']+)'\)/g)].map(([, name]) => name);
}

describe.each(EXAMPLES)('the example %s', (file) => {
	it('has one note, on what it does and what to set before it is published', async () => {
		const { nodes } = await readExample(file);
		const notes = nodes.filter(({ type }) => type === NOTE);
		expect(notes).toHaveLength(1);
		const content = String(notes[0].parameters.content);
		expect(content).toMatch(/^## /);
		expect(content).toContain('Before you publish it');
	});

	it('has no secret and no credential', async () => {
		const { nodes } = await readExample(file);
		expect(nodes.some(({ credentials }) => credentials)).toBe(false);
		expect(read('examples', file)).not.toMatch(
			/eyJ|Bearer |client_?secret|127\.0\.0\.1|localhost/i,
		);
	});

	it('has a node of this package, and refers only to nodes that it has', async () => {
		const { nodes, connections } = await readExample(file);
		expect(nodes.some(({ type }) => PINGONE_NODE.test(type))).toBe(true);
		const names = nodes.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		const connected = Object.values(connections).flatMap((outputs) =>
			Object.values(outputs)
				.flat(2)
				.flatMap((to) => to?.node ?? []),
		);
		expect(names).toEqual(expect.arrayContaining([...Object.keys(connections), ...connected]));
		expect(names).toEqual(expect.arrayContaining(nodes.flatMap(namedIn)));
	});

	it('has no node that puts out data on both branches at once, as n8n does after an error', async () => {
		const { nodes } = await readExample(file);
		const both = nodes.filter(
			({ alwaysOutputData, onError }) => alwaysOutputData && onError === 'continueErrorOutput',
		);
		expect(both.map(({ name }) => name)).toEqual([]);
	});

	it("has no address of its own for another vendor's events: n8n makes one up on import", async () => {
		const { nodes } = await readExample(file);
		const fixed = nodes.filter(({ type, webhookId }) => VENDOR_TRIGGER.test(type) && webhookId);
		expect(fixed.map(({ name }) => name)).toEqual([]);
	});

	it('names each of its settings in the note, and uses it', async () => {
		const { nodes } = await readExample(file);
		const settings = nodes.find(({ name }) => name === SETTINGS);
		if (!settings) return;
		const note = String(nodes.find(({ type }) => type === NOTE)?.parameters.content);
		const others = JSON.stringify(nodes.filter((node) => node !== settings));
		expect(settingsOf(settings)).toContain('environmentId');
		for (const name of settingsOf(settings)) {
			expect(note).toContain(`\`${name}\``);
			expect(others).toContain(`$('${SETTINGS}').first().json.${name}`);
		}
	});

	it('can be tried out in npm run editor, and is run in the real n8n by a test', () => {
		expect(GUIDES[file]).toBeDefined();
		const tests = readdirSync(join(ROOT, 'test/n8n')).filter((name) => name.endsWith('.test.ts'));
		expect(tests.some((name) => read('test/n8n', name).includes(`'${file}'`))).toBe(true);
	});

	it("has a text in the form of n8n's template library, under the workflow's own name, with its picture", async () => {
		const { name } = await readExample(file);
		const { text, title, summary } = introductionOf(file);
		const picture = `docs/images/examples/${file.replace('.json', '.png')}`;
		expect(title).toBe(name);
		expect(summary).toMatch(/\.$/);
		expect(text).toContain(`](../${picture})`);
		expect(existsSync(join(ROOT, picture))).toBe(true);
		expect(text.split('\n').filter((line) => line.startsWith('## '))).toEqual(HEADINGS);
	});
});

/** Returns the beginning of the text beside an example. */
function introductionOf(file: string) {
	const text = read('examples', file.replace('.json', '.md'));
	const [, title = '', category = '', summary = ''] =
		/^# (.+)\n\n\*\*(.+)\.\*\* (.+)\n/.exec(text) ?? [];
	return { text, title, category, summary };
}

/** Returns the list of all examples by category, as their texts introduce them. */
function listOfExamples(): string {
	const lists = new Map<string, string>();
	for (const file of EXAMPLES) {
		const { title, category, summary } = introductionOf(file);
		const link = `[${title}](${file}) ([text](${file.replace('.json', '.md')}))`;
		lists.set(category, `${lists.get(category) ?? ''}- ${link}: ${summary}\n`);
	}
	return [...lists].map(([category, list]) => `## ${category}\n\n${list}\n`).join('');
}

it('examples/README.md lists all examples; with EXAMPLES=write, this test writes the list', () => {
	const present = read('examples', 'README.md');
	const list = /(?<=<!-- .+ -->\n\n).*(?=<!-- end -->)/s;
	const expected = present.replace(list, listOfExamples);
	if (process.env.EXAMPLES === 'write') writeFileSync(join(ROOT, 'examples/README.md'), expected);
	expect(read('examples', 'README.md')).toBe(expected);
});

/** Evaluates the condition of a node for an item. */
async function conditionFor(file: string, name: string, item: object, settings: object) {
	const { nodes } = await readExample(file);
	const parameters = JSON.stringify(nodes.find((node) => node.name === name)?.parameters);
	const { conditions } = JSON.parse(parameters).conditions;
	const expression = String(conditions[0].leftValue).replace(/^=\{\{|\}\}$/g, '');
	const $ = () => ({ first: () => ({ json: settings }) });
	return runInNewContext(expression, { $json: item, $ }) as boolean;
}

const itemOf = (type: string) => {
	const event = CAPTURED_EVENTS.find(({ action }) => action.type === type);
	return simplifyActivity(event as unknown as IDataObject);
};

describe.each(['14-suspicious-sign-on.json', '15-suspicious-sign-on-polling.json'])(
	'the example %s',
	(file) => {
		const isLeftAlone = async (item: object, protectedUsers = '') =>
			await conditionFor(file, 'Is the user protected?', item, { protectedUsers });

		it.each(['GROUP.CREATED', 'SECRET.READ', 'KEY.READ', 'SUBSCRIPTION.CREATED'])(
			'disables nobody for %s, which an administrator caused',
			async (type) => {
				expect(await isLeftAlone(itemOf(type))).toBe(true);
				expect(await isLeftAlone(itemOf('USER.ACCESS_ALLOWED'))).toBe(false);
			},
		);

		it('disables a user whom the event names by ID alone, unless users are protected by name', async () => {
			const byId = itemOf('MEMBER_OF_GROUP.CREATED');
			expect(byId).toMatchObject({ userId: expect.any(String), username: null });
			expect(await isLeftAlone(byId)).toBe(false);
			expect(await isLeftAlone(byId, 'emergency')).toBe(true);
			const byName = itemOf('RISK_EVALUATION.CREATED');
			expect(await isLeftAlone(byName, 'emergency')).toBe(false);
			expect(await isLeftAlone(byName, 'emergency, BOB@acme.example')).toBe(true);
		});
	},
);

describe('the example 16-sign-on-from-elsewhere.json', () => {
	const session = { sessionId: 's', ipAddress: '203.0.113.7' };

	it.each<[object, string, boolean]>([
		[session, '198.51.100.', true],
		[session, '198.51.100., 203.0.113.', false],
		[session, '203.0.113.7', false],
		[session, '203.0.113.70', true],
		[session, ' ', false],
		[{ ...session, ipAddress: null }, '198.51.100.', false],
		[{ ipAddress: '203.0.113.7' }, '198.51.100.', false],
	])('for %j with the networks "%s" ends the session: %s', async (item, trustedNetworks, ends) => {
		const name = 'Keep sign-ons from elsewhere';
		const file = '16-sign-on-from-elsewhere.json';
		expect(await conditionFor(file, name, item, { trustedNetworks })).toBe(ends);
	});
});
