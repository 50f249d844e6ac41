import { randomBytes } from 'node:crypto';
import { WORKFORCE_ID, EMPLOYEES_ID } from '../../simulator/seed/seededIds';
import { sentPasswords } from './leaks';
import { sandboxForAll } from './sandboxForAll';
import { runSteps, type Step } from './userWorkflow';

/** After the last test, all that n8n has written is searched for the passwords, too. */
const sandbox = sandboxForAll();

/** The item has it backwards: n8n stores items, and so the password itself is in none of them. */
const PASSWORD = "={{ $('Webhook').item.json.body.backwards.split('').reverse().join('') }}";

const SET_PASSWORD: Step = {
	operation: 'setPassword',
	parameters: { password: PASSWORD, endSessions: true },
};
const CREATE: Step = {
	operation: 'create',
	parameters: {
		username: 'new.hire',
		email: 'new.hire@acme.example',
		populationId: { __rl: true, mode: 'id', value: EMPLOYEES_ID },
		additionalFields: { password: PASSWORD },
	},
};

/** The length of a password that is too short for `redact` to hide it everywhere. */
const SHORT = 7;
const LONG = 24;

function randomPassword(length: number): string {
	return randomBytes(length).toString('base64url').slice(0, length);
}

async function run(step: Step, username: string, password: string) {
	return await runSteps(sandbox(), [step], {
		email: `${username}@acme.example`,
		backwards: [...password].reverse().join(''),
	});
}

describe('a password that an expression gives', () => {
	it('is set as it is, and is in nothing that the node puts out', async () => {
		const { tenant } = sandbox().simulator;
		const password = randomPassword(LONG);
		const { status, execution, output } = await run(SET_PASSWORD, 'amara.okafor', password);
		expect(status).toBe(200);
		expect(output('setPassword')).toMatchObject([{ success: true, sessionsReset: 1 }]);
		expect(JSON.stringify(execution).includes(password)).toBe(false);
		const attempt = { environmentId: WORKFORCE_ID, username: 'amara.okafor' };
		expect(tenant.signOn({ ...attempt, password: `${password}x` })).toEqual({
			refused: 'WRONG_PASSWORD',
		});
		expect(tenant.signOn({ ...attempt, password })).toEqual({ refused: 'MUST_CHANGE_PASSWORD' });
		expect(sentPasswords(sandbox().simulator)).toContain(password);
	});

	describe.each([
		['Set Password', SET_PASSWORD, /^PUT .*\/password/],
		['Create', CREATE, /^POST .*\/users$/],
	])('is in no error of %s', (_name, step, on) => {
		it.each([
			['the policy refuses it and PingOne repeats it', 400, LONG, 'stopWorkflow'],
			['the policy refuses it and PingOne repeats it', 400, LONG, 'continueErrorOutput'],
			['it is short and PingOne repeats it', 400, SHORT, 'stopWorkflow'],
			['it is short and PingOne repeats it', 400, SHORT, 'continueErrorOutput'],
			['PingOne fails and repeats it', 500, LONG, 'continueErrorOutput'],
		] as const)('where %s (%i, %i characters, %s)', async (_what, status, length, onError) => {
			const { simulator } = sandbox();
			const password = randomPassword(length);
			const said = `"${password}" is one of the passwords that everybody knows`;
			const body = {
				...{ id: 'c0ffee', code: 'INVALID_DATA', message: said },
				details: [{ code: 'INVALID_VALUE', target: 'value', message: said }],
			};
			const removeFault = simulator.faults.inject({ fault: { response: { status, body } }, on });
			const ran = await run({ ...step, onError }, 'mei.lin', password).finally(removeFault);
			expect(sentPasswords(simulator)).toContain(password);
			const { execution, output } = ran;
			const failure = execution.data.resultData.error?.message ?? '';
			const shown =
				onError === 'stopWorkflow' ? failure : JSON.stringify(output(step.operation, 1));
			expect(shown).toContain('PingOne');
			expect(JSON.stringify(execution).includes(password)).toBe(false);
		});
	});
});
