import type { INodeParameters } from 'n8n-workflow';
import { UNEXPECTED_400, UNSUPPORTED_MEDIA_TYPE, type Fault } from '../../../simulator/faults';
import { CONTRACTORS_ID, seededGroupId, seededUserId } from '../../../simulator/seed/seededIds';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { EngineFixture } from '../../support/engine/engineFixture';
import {
	respondWith,
	changesIn,
	inList,
	JANE,
	runUserOperation,
} from '../../support/engine/pingOneUser';

const ID = seededUserId('jane.doe');
const VPN = seededGroupId('VPN Users');
const OWN_500: Fault = { response: { status: 500, body: { code: 'UNEXPECTED_ERROR' } } };
const GATEWAY_503: Fault = { response: { status: 503, body: '<html>Busy</html>' } };
/** The gateway gives up, and PingOne behind it has carried out the request. */
const GATEWAY_504: Fault = { replacedBy: { status: 504, body: '<html>Slow</html>' } };
const CUT_AFTER: Fault = { cut: 'after the work' };
const CUT_BEFORE: Fault = { cut: 'before the work' };
const FAULTS = [OWN_500, UNEXPECTED_400, GATEWAY_503, GATEWAY_504, CUT_AFTER, CUT_BEFORE];

/** Operations that may be repeated, with parameters that change something. */
const REPEATABLE: Array<[string, INodeParameters]> = [
	['disable', {}],
	['enable', {}],
	['lock', {}],
	['unlock', {}],
	['removePassword', {}],
	['forcePasswordChange', {}],
	['unlockPassword', {}],
	['addToGroup', { groupId: inList(seededGroupId('Engineering')) }],
	['removeFromGroup', { groupId: inList(VPN) }],
	['removeFromGroup', { groups: 'allDirect' }],
	['update', { updateFields: { title: 'Boss' } }],
	['delete', {}],
];
const UNCHANGED = ['enable', 'unlock', 'unlockPassword'];

let fixture: EngineFixture;

beforeEach(async () => {
	fixture = await EngineFixture.open();
});

afterEach(async () => await fixture.close());
accelerateClock();

async function run(operation: string, parameters: INodeParameters = {}) {
	return await runUserOperation(fixture, operation, [JANE], {
		endSessions: false,
		password: 'Correct-Horse-7',
		...parameters,
	});
}

const CHANGES = /^(POST|PUT|PATCH|DELETE)/;

describe.each(REPEATABLE)('%s %j', (operation, parameters) => {
	it('is done again where its response is lost or PingOne fails for a moment', async () => {
		for (const fault of FAULTS) {
			await fixture.close();
			fixture = await EngineFixture.open();
			fixture.simulator.faults.inject({ fault, on: CHANGES, times: 1 });
			const { good, received } = await run(operation, parameters);
			expect(good).toMatchObject([{ success: true, changed: !UNCHANGED.includes(operation) }]);
			const calls = changesIn(received);
			const isForAll = parameters.groups === 'allDirect';
			expect(calls).toHaveLength(isForAll ? 3 : 2);
			expect(new Set(calls).size).toBe(isForAll ? 2 : 1);
		}
	});

	it('says to do it again, where nothing helps', async () => {
		fixture.simulator.faults.inject({ fault: OWN_500, on: CHANGES });
		const { bad, received } = await run(operation, parameters);
		expect(changesIn(received).length).toBeGreaterThan(5);
		expect(bad[0].error).toContain('It is not known whether PingOne');
		expect(bad[0].error).toContain('Run the workflow again for this item');
	});
});

/** Operations that Ping's Terraform provider repeats after 415, which PingOne sometimes sends for correct requests. */
const REPEATED_AFTER_415: Array<[string, INodeParameters]> = [
	['disable', {}],
	['enable', {}],
	['lock', {}],
	['unlock', {}],
	['update', { updateFields: { populationId: inList(CONTRACTORS_ID) } }],
];

describe('after 415', () => {
	it.each(REPEATED_AFTER_415)(
		'%s is done again, four times in all',
		async (operation, parameters) => {
			fixture.simulator.faults.inject({ fault: UNSUPPORTED_MEDIA_TYPE, on: CHANGES, times: 3 });
			const { good, received } = await run(operation, parameters);
			expect(good).toMatchObject([{ success: true }]);
			expect(changesIn(received)).toHaveLength(4);
		},
	);

	it.each(REPEATED_AFTER_415)('%s fails if that does not help', async (operation, parameters) => {
		fixture.simulator.faults.inject({ fault: UNSUPPORTED_MEDIA_TYPE, on: CHANGES });
		const { bad, received } = await run(operation, parameters);
		expect(changesIn(received)).toHaveLength(4);
		expect(bad[0].error).toContain('did not accept the content type of the request');
		expect(bad[0].error).toContain('Tried 4 times. This may be temporary.');
		expect(bad[0].error).not.toContain('Check the parameters against');
	});

	it.each([['delete'], ['removePassword'], ['forcePasswordChange'], ['setPassword']])(
		'%s is not done again',
		async (operation) => {
			fixture.simulator.faults.inject({ fault: UNSUPPORTED_MEDIA_TYPE, on: CHANGES });
			const { bad, received } = await run(operation);
			expect(bad).toHaveLength(1);
			expect(changesIn(received)).toHaveLength(1);
		},
	);
});

describe('a 404 after a lost response', () => {
	it.each([
		['delete', {}],
		['removeFromGroup', { groupId: inList(VPN) }],
	])('means that %s is done, and has changed something', async (operation, parameters) => {
		fixture.simulator.faults.inject({ fault: CUT_AFTER, on: /^DELETE/, times: 1 });
		const { good, received } = await run(operation, parameters as INodeParameters);
		const answers = received.filter(({ method }) => method === 'DELETE');
		expect(answers.map(({ status }) => status)).toEqual([undefined, 404]);
		expect(good).toMatchObject([{ success: true, changed: true }]);
	});

	it('of a gateway does not mean that a user is deleted', async () => {
		fixture.simulator.faults.inject({ fault: CUT_BEFORE, on: /^DELETE/, times: 1 });
		respondWith(fixture, /^DELETE/, 404, '<html>');
		const { bad } = await run('delete');
		expect(bad[0].error).toContain('(404)');
		expect(fixture.simulator.tenant.users.has(ID)).toBe(true);
	});
});

describe.each([
	['setPassword', 'It is not known whether PingOne set the password.'],
	['sendRecoveryCode', 'It is not known whether PingOne sent the code. Ask the user'],
])('%s', (operation, sentence) => {
	it('is not sent again where it may have been carried out', async () => {
		for (const fault of FAULTS) {
			const remove = fixture.simulator.faults.inject({ fault, on: CHANGES });
			const { good, bad, received } = await run(operation);
			expect(good).toEqual([]);
			expect(changesIn(received)).toHaveLength(1);
			expect(bad[0].error).toContain(sentence);
			remove();
		}
	});

	it('is sent again where PingOne refused it for its rate', async () => {
		respondWith(fixture, CHANGES, 429, { code: 'REQUEST_LIMITED' }, 2);
		const { good, received } = await run(operation);
		expect(changesIn(received)).toHaveLength(3);
		expect(good).toMatchObject([{ success: true }]);
	});
});

it('ends no session after a Set Password of which nobody knows what came', async () => {
	fixture.simulator.faults.inject({ fault: CUT_AFTER, on: /^PUT/ });
	const { bad, received } = await run('setPassword', { endSessions: true });
	expect(received.some(({ path }) => path.includes('sessions'))).toBe(false);
	expect(bad[0].error).toContain('No session was ended. It is not known whether PingOne set');
});

it.each(['disable', 'addToGroup', 'get'])(
	'%s reads again where a read fails for a moment',
	async (operation) => {
		fixture.simulator.faults.inject({ fault: CUT_BEFORE, on: /^GET/, times: 1 });
		fixture.simulator.faults.inject({ fault: OWN_500, on: /^GET/, times: 1 });
		const { good } = await run(operation, { groupId: inList(VPN), include: ['groups'] });
		expect(good).toHaveLength(1);
	},
);
