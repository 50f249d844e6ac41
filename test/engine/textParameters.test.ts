import type { INodeParameters, INodeProperties } from 'n8n-workflow';
import {
	EMPLOYEES_ID,
	seededGroupId,
	seededSessionId,
	seededUserId,
} from '../../simulator/seed/seededIds';
import { ActiveWorkflow } from '../support/engine/activeWorkflow';
import { linearly } from '../support/linearly';
import { accelerateClock } from '../support/engine/acceleratedClock';
import { EngineFixture } from '../support/engine/engineFixture';
import { link, node as nodeOf } from '../support/engine/workflow';

/** A webhook or a form hands on so much. */
const LONGEST = 16 * 1024 * 1024;
const REPEATED = ['{{', ' ', '1,', '{"a":'];
/** The machine may be busy. */
const SLOW_MS = 180_000;
const NO_VALUES = ['null', ' undefined ', '{{ $json.x }}', '{{ $json.x', '$json.x'];
const TEXT_TYPES = ['string', 'json', 'dateTime', 'number', 'boolean', 'resourceLocator'];
/** The first two are read once for a run, whatever the items say; the last is not read beside Unlock At. */
const NOT_OF_ITEM = ['maxConcurrency', 'requestsPerSecond', 'lockFor'];
/** n8n takes the ID out of these itself. */
const EXTRACTED = ['environmentId', 'populationId', 'deviceId'];

const locator = (mode: string, value: string) => ({ __rl: true, mode, value });

/** Valid values for fields whose default is not valid. */
const VALID: INodeParameters = {
	userId: locator('email', 'jane.doe@acme.example'),
	sessionId: seededSessionId('jane.doe'),
	eventId: seededUserId('jane.doe'),
	deviceId: locator('id', seededUserId('jane.doe')),
	groupId: locator('id', seededGroupId('VPN Users')),
	populationId: locator('id', EMPLOYEES_ID),
	username: 'new.one',
	email: 'new.one@acme.example',
	password: 'Correct-Horse-7',
	from: new Date(Date.now() - 60_000).toISOString(),
	unlockAt: new Date(Date.now() + 3_600_000).toISOString(),
	usernameStartsWith: 'j',
	emailStartsWith: 'j',
	scim: 'name.family eq "Doe"',
	exceptSessionIds: seededSessionId('jane.doe'),
	moreEvents: 'USER.LOCKED',
	applicationId: seededUserId('jane.doe'),
	address: 'new@home.example',
	nickname: 'New phone',
	code: '123456',
	ipAddress: '203.0.113.7',
	name: 'New group',
	nameStartsWith: 'f',
	externalId: 'hr-1',
	userFilter: 'title eq "Engineer"',
	nameContains: 'p',
	createdBefore: '2026-01-01T00:00:00Z',
};

/** A field that somebody can write a text into. */
interface TextField {
	label: string;
	/** The parameters that have this text in this field. */
	withText(valid: INodeParameters, text: string): INodeParameters;
}

function isField(option: object): option is INodeProperties {
	return 'type' in option;
}

const insideOf = ({ options = [] }: INodeProperties) => options.filter(isField);

function textFieldsOf(fields: INodeProperties[]): TextField[] {
	return fields.flatMap((field): TextField[] => {
		const { name, displayName: label, type, displayOptions, modes = [] } = field;
		if (type === 'collection') {
			return textFieldsOf(insideOf(field)).map((inner) => ({
				label: inner.label,
				withText: (valid, text) => ({
					...valid,
					[name]: inner.withText(valid[name] as INodeParameters, text),
				}),
			}));
		}
		if (!TEXT_TYPES.includes(type) || NOT_OF_ITEM.includes(name)) return [];
		const { operation: _operation, ...show } = displayOptions?.show ?? {};
		const shownBy = Object.fromEntries(
			Object.entries(show).map(([other, values]) => [other, values?.[0] as string]),
		);
		const valuesOf = (text: string) =>
			type === 'resourceLocator' ? modes.map((mode) => locator(mode.name, text)) : [text];
		return valuesOf('').map((_value, index) => ({
			label,
			withText: (valid, text) => ({ ...valid, ...shownBy, [name]: valuesOf(text)[index] }),
		}));
	});
}

/** Parameters that an operation takes. */
function validIn(fields: INodeProperties[], environmentId: string): INodeParameters {
	const values = fields.map((field): [string, INodeParameters[string]] => {
		const { name, type, default: byDefault } = field;
		if (name === 'environmentId') return [name, locator('id', environmentId)];
		if (type === 'collection') return [name, validIn(insideOf(field), environmentId)];
		return [name, VALID[name] ?? (byDefault as string)];
	});
	return Object.fromEntries(values);
}

/** Parameters that are read from the item. */
function expressionsFor(fields: INodeProperties[], path = '$json.given'): INodeParameters {
	const values = fields.map((field): [string, INodeParameters[string]] => {
		const at = `${path}.${field.name}`;
		if (NOT_OF_ITEM.includes(field.name) || field.noDataExpression) {
			return [field.name, field.default as number];
		}
		if (field.type === 'collection') return [field.name, expressionsFor(insideOf(field), at)];
		const isExtracted = EXTRACTED.includes(field.name) && path === '$json.given';
		return [field.name, isExtracted ? locator('id', `={{ ${at}.value }}`) : `={{ ${at} }}`];
	});
	return Object.fromEntries(values);
}

const fixture = EngineFixture.forAllTests('worker');

accelerateClock();

const propertiesOf = (node: string) => fixture.engine.node(node).description.properties;

function operationsOf(node: string): string[] {
	const { options = [] } = propertiesOf(node).find(({ name }) => name === 'operation') ?? {};
	return options.flatMap((option) => ('value' in option ? [String(option.value)] : []));
}

/** Runs an operation with an item for each field and text, in which all else is valid. */
async function runWith(node: string, operation: string, texts: string[], isMeant = isRefused) {
	const fields = propertiesOf(node).filter(({ displayOptions }) =>
		displayOptions?.show?.operation?.includes(operation),
	);
	const cases = textFieldsOf(fields)
		.filter(({ label }) => isMeant(label))
		.flatMap((field) => texts.map((text) => ({ ...field, text })));
	const valid = validIn(fields, fixture.environmentId);
	const items = cases.map(({ text, withText }) => ({ given: withText(valid, text) }));
	const outcome = await fixture.run(operation, items, {
		type: `n8n-nodes-pingone.${node}`,
		onError: 'continueErrorOutput',
		parameters: expressionsFor(fields),
	});
	return { ...outcome, cases };
}

/** True if the field rejects some texts. Any text is a valid transaction ID: its beginning is sent. */
const isRefused = (label: string) => label !== 'Transaction ID';

/** Checks that each field rejects each text, names itself in the error, and nothing is sent. */
async function expectRefusals(
	node: string,
	operation: string,
	texts: string[],
	isMeant?: typeof isRefused,
) {
	const { good, bad, received, cases } = await runWith(node, operation, texts, isMeant);
	const accepted = good.map(({ pairedWith }) => cases[Number(pairedWith)]);
	expect(accepted.map(({ label, text }) => [label, text.slice(0, 20)])).toEqual([]);
	expect(received.map(({ path }) => path)).toEqual([]);
	expect(bad.length).toBeGreaterThan(0);
	for (const [index, { label, text }] of cases.entries()) {
		const error = String(bad[index].error);
		expect([text.slice(0, 20), error]).toEqual([
			text.slice(0, 20),
			expect.stringMatching(new RegExp(`^'${label}' (is|has|does)\\b`)),
		]);
		expect(error.length).toBeLessThan(700);
	}
}

describe.each([
	'pingOneUser',
	'pingOneGroup',
	'pingOneApplication',
	'pingOneSession',
	'pingOneMfaDevice',
	'pingOneActivity',
])('every field of %s', (node) => {
	it(
		'refuses an expression that was not resolved, or that found nothing',
		async () => {
			for (const operation of operationsOf(node)) {
				await expectRefusals(node, operation, NO_VALUES, () => true);
			}
		},
		SLOW_MS,
	);

	it(
		'refuses 16 MB of anything before it looks at it',
		async () => {
			const textsOf = (length: number) => REPEATED.map((text) => text.repeat(length / text.length));
			for (const operation of operationsOf(node)) {
				const work = async (length: number) =>
					await expectRefusals(node, operation, textsOf(length));
				await linearly(work, 50_000);
				await work(LONGEST);
			}
		},
		SLOW_MS,
	);
});

describe.each(['pingOneTrigger', 'pingOneActivityTrigger'])('every field of %s', (type) => {
	const start = async (parameters: INodeParameters) => {
		const workflow = {
			name: 'Test',
			nodes: [
				nodeOf('Trigger', `n8n-nodes-pingone.${type}`, parameters),
				nodeOf('After', 'test.probe'),
			],
			connections: { Trigger: { main: [[link('After')]] } },
		};
		const credentials = fixture.credentials();
		const publicUrl = 'https://n8n.acme.example';
		const active = await ActiveWorkflow.activate(fixture.engine, {
			workflow,
			credentials,
			publicUrl,
		});
		await active.poll();
		return active;
	};

	it.each([
		['is not resolved, or found nothing', NO_VALUES],
		['has 16 MB', REPEATED.map((text) => text.repeat(LONGEST / text.length))],
	])('refuses what %s', async (_what, texts) => {
		const fields = propertiesOf(type).map((field) => ({ ...field, displayOptions: {} }));
		const valid = validIn(fields, fixture.environmentId);
		const before = fixture.simulator.received.length;
		const refusing = textFieldsOf(fields);
		expect(refusing.length).toBeGreaterThan(4);
		for (const { label, withText } of refusing) {
			for (const text of texts) {
				await expect(start(withText(valid, text))).rejects.toThrow(
					new RegExp(`^'${label}' (is|has)\\b.{0,500}$`, 's'),
				);
			}
		}
		expect(fixture.simulator.received).toHaveLength(before);
	});
});
