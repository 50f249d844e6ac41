import type { INodeParameters } from 'n8n-workflow';
import { EMPLOYEES_ID } from '../../../simulator/seed/seededIds';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { EngineFixture } from '../../support/engine/engineFixture';
import { respondWith, JANE, runUserOperation } from '../../support/engine/pingOneUser';

/** Passwords that an expression composes, so that no parameter contains them literally. */
const PASSWORDS = [
	'Correct-Horse-7',
	'a "quoted" \\ pässword/+&',
	'<b>Correct</b> Horse',
	'S7xq!',
	'p<q"7',
	'ü/ 7"',
];

const fixture = EngineFixture.forEachTest();

accelerateClock();

function expressionFor(password: string): string {
	const codes = [...password].map((character) => character.codePointAt(0));
	return `={{ String.fromCodePoint(${codes.join(',')}) }}`;
}

const OPERATIONS: Array<[string, (password: string) => INodeParameters]> = [
	['setPassword', (password) => ({ password: expressionFor(password) })],
	[
		'create',
		(password) => ({
			username: 'new.one',
			email: 'new.one@acme.example',
			populationId: EMPLOYEES_ID,
			additionalFields: { password: expressionFor(password) },
		}),
	],
];

/** Returns all encodings of a password in a text. */
function spellings(password: string): string[] {
	const json = JSON.stringify(password).slice(1, -1);
	const form = new URLSearchParams({ password }).toString().slice('password='.length);
	const shown = [password, json].map((text) => text.replaceAll('<', '‹').replaceAll('>', '›'));
	return [password, json, JSON.stringify(json).slice(1, -1), form, encodeURI(password), ...shown];
}

describe.each(OPERATIONS)('the password of %s', (operation, parametersFor) => {
	it.each(PASSWORDS)('is in no output and no error, whatever PingOne repeats: %s', async (word) => {
		const repeated = [word, JSON.stringify(word), encodeURIComponent(word)];
		for (const [index, status] of [400, 500, 302].entries()) {
			for (const onError of ['stopWorkflow', 'continueErrorOutput'] as const) {
				respondWith(
					fixture,
					/^(PUT|POST)/,
					status,
					{
						code: 'INVALID_DATA',
						message: `No: ${repeated[index]}`,
						details: [{ target: repeated[(index + 1) % 3], message: 'Not this one' }],
					},
					1,
				);
				const { run, bad } = await runUserOperation(
					fixture,
					operation,
					[JANE],
					parametersFor(word),
					{ onError },
				);
				const { error } = run.data.resultData;
				const text = JSON.stringify([run, error, error?.message, error?.stack, bad]);
				expect(`${error?.message}${JSON.stringify(bad)}`).toContain(`(${status})`);
				expect(spellings(word).filter((spelling) => text.includes(spelling))).toEqual([]);
			}
		}
	});

	it("is hidden in PingOne's reason, which is shown all the same", async () => {
		const [word] = PASSWORDS;
		respondWith(fixture, /^(PUT|POST)/, 400, {
			code: 'INVALID_DATA',
			details: [{ target: 'value', message: `The word ${word} is too common` }],
		});
		const { bad } = await runUserOperation(fixture, operation, [JANE], parametersFor(word));
		expect(bad[0].error).toContain('value: The word [hidden] is too common');
	});

	it.each(PASSWORDS)('is in no output of a success: %s', async (word) => {
		respondWith(fixture, /^PUT|^POST.*users$/, 200, {
			_links: {},
			id: EMPLOYEES_ID,
			username: 'new.one',
			status: 'MUST_CHANGE_PASSWORD',
		});
		const { run, good } = await runUserOperation(fixture, operation, [JANE], parametersFor(word));
		expect(good).toHaveLength(1);
		expect(JSON.stringify(run)).not.toContain(JSON.stringify(word).slice(1, -1));
	});
});

it('a short password is in no error of Create where it is not known what became of it', async () => {
	respondWith(fixture, /^POST/, 500, { code: 'UNEXPECTED_ERROR', message: 'Cannot store S7xq!' });
	const { bad } = await runUserOperation(fixture, 'create', [JANE], {
		...OPERATIONS[1][1]('S7xq!'),
		username: 'new.one',
	});
	expect(bad[0].error).not.toContain('S7xq!');
	expect(bad[0].error).toContain('No user with the username "new.one" exists now');
});
