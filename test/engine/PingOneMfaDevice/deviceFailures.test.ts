import type { IDataObject } from 'n8n-workflow';
import type { Fault } from '../../../simulator/faults';
import { seededId } from '../../../simulator/seed/seededIds';
import { INVALID_IDS } from '../../support/invalidIds';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { JANES_TYPES, janes, runDevices } from '../../support/engine/deviceRuns';
import { EngineFixture, type RunOptions } from '../../support/engine/engineFixture';
import { respondWith } from '../../support/engine/pingOneUser';

const JANE = { email: 'jane.doe@acme.example' };
const JANE_ID = seededId('user jane.doe');
const SMS = { ...JANE, deviceId: janes('SMS') };
const ALL = { ...JANE, devices: 'all' };
const ACTIONS = ['block', 'unblock', 'delete'];

const PAGE: Fault = { response: { status: 200, body: '<html>Sign in</html>' } };
const BROKEN: Fault = { response: { status: 500, body: { code: 'UNEXPECTED_ERROR' } } };
const REFUSED: Fault = { response: { status: 400, body: { code: 'INVALID_DATA' } } };
const NOT_FOUND: Fault = { response: { status: 404, body: { code: 'NOT_FOUND' } } };
/** The request that changes the device. */
const change = (type: string) => new RegExp(`(POST|DELETE).*${janes(type)}`);

const fixture = EngineFixture.forEachTest();

accelerateClock();

async function run(operation: string, items: IDataObject[], options: RunOptions = {}) {
	return await runDevices(fixture, operation, items, options);
}

const devices = () => fixture.simulator.tenant.devices;
const changing = ({ method }: { method: string }) => method !== 'GET';
const resultsOf = ([item]: IDataObject[]) =>
	(item.devices as IDataObject[]).map(({ type, result }) => [type, result]);

/** Replaces the list of devices from the first change on. */
function breakDeviceListAfterChange(fault: Fault): void {
	const { received, faults } = fixture.simulator;
	const push = received.push.bind(received);
	received.push = (request) => {
		if (changing(request)) {
			received.push = push;
			faults.inject({ fault, on: /GET.*\/devices$/ });
		}
		return push(request);
	};
}

function blockAllOfJane(isBlocked: boolean): void {
	for (const device of devices().ofUser(JANE_ID)) device.isBlocked = isBlocked;
}

describe('a parameter that cannot be used', () => {
	it.each(INVALID_IDS)('is refused before anything is sent: Device %j', async (deviceId) => {
		const { good, bad, received } = await run('delete', [{ ...JANE, deviceId } as IDataObject]);
		expect(received).toEqual([]);
		expect(good).toEqual([]);
		expect(bad[0].error).toMatch(
			/^'Device' is (empty|not a (valid UUID|text|value)|an expression that was not resolved): .*\. /u,
		);
	});

	it.each(['every', 'All', '', 1])(
		'is refused before anything is sent: Devices %j',
		async (which) => {
			const { bad, received } = await run('delete', [{ ...SMS, devices: which }]);
			expect(received).toEqual([]);
			expect(bad[0].error).toContain("'Devices' is neither 'one' nor 'all'");
		},
	);

	it.each([...ACTIONS, 'getAll'])('is a user who is not there, by %s', async (operation) => {
		const { good, bad, received } = await run(operation, [{ ...SMS, email: 'no@acme.example' }]);
		expect(good).toEqual([]);
		expect(bad[0].error).toContain('has the email "no@acme.example"');
		expect(received).toHaveLength(1);
	});

	it.each([...ACTIONS, 'getAll'])('is an email that two users have, by %s', async (operation) => {
		const { good, bad, received } = await run(operation, [
			{ ...ALL, email: 'front.desk@acme.example' },
		]);
		expect(good).toEqual([]);
		expect(bad[0].error).toContain('front.desk, front.desk.2');
		expect(received).toHaveLength(1);
	});
});

describe('a sign-on page with status 200', () => {
	it.each(ACTIONS)('is no success of %s', async (operation) => {
		blockAllOfJane(operation === 'unblock');
		fixture.simulator.faults.inject({ fault: PAGE, on: change('SMS') });
		const { good, bad } = await run(operation, [SMS]);
		expect(good).toEqual([]);
		expect(bad[0].error).toContain(`instead of PingOne's response about device ${janes('SMS')}`);
		expect(bad[0].error).toContain('Received a web page instead of PingOne');
	});

	it.each(['block', 'unblock'])(
		'is no success of %s, where PingOne does not show it either',
		async (operation) => {
			devices().showsBlock = false;
			fixture.simulator.faults.inject({ fault: PAGE, on: change('SMS') });
			const { good, bad } = await run(operation, [SMS]);
			expect(good).toEqual([]);
			expect(bad[0].error).toContain('Received a web page instead of PingOne');
		},
	);

	it.each(ACTIONS)('is no list of devices for %s', async (operation) => {
		fixture.simulator.faults.inject({ fault: PAGE, on: /\/devices$/ });
		const { good, bad, received } = await run(operation, [ALL]);
		expect(good).toEqual([]);
		expect(bad[0].error).toContain(`the MFA devices of user ${JANE_ID}`);
		expect(received.filter(changing)).toEqual([]);
	});
});

describe('if some of all devices cannot be changed', () => {
	it.each(ACTIONS)('the others are, by %s, and the error says which', async (operation) => {
		blockAllOfJane(operation === 'unblock');
		fixture.simulator.faults.inject({ fault: BROKEN, on: change('SMS') });
		const { good, bad } = await run(operation, [ALL]);
		expect(good).toEqual([]);
		const error = String(bad[0].error);
		const done = operation === 'delete' ? 'deleted' : `${operation}ed`;
		expect(error).toContain(`1 of 5 MFA devices of "jane.doe" could not be ${done}`);
		const [, listed] = /: (.*)\. Not /.exec(error) ?? [];
		for (const type of JANES_TYPES) expect(listed.includes(janes(type))).toBe(type !== 'SMS');
		expect(error).toContain(`Not ${done}: ${janes('SMS')} (SMS, "***0142"): PingOne could not`);
		expect(error).toContain('a device twice does no harm');
		expect(error).not.toContain('795550142');

		const left = devices().ofUser(JANE_ID);
		expect(left.filter(({ isBlocked }) => isBlocked !== (operation === 'block'))).toHaveLength(
			operation === 'block' ? 1 : operation === 'unblock' ? 1 : 0,
		);
		if (operation === 'delete') expect(left.map(({ type }) => type)).toEqual(['SMS']);
	});

	it('those that were so before are counted among the others', async () => {
		devices().get(janes('TOTP'))!.isBlocked = true;
		fixture.simulator.faults.inject({ fault: REFUSED, on: change('SMS') });
		const { bad } = await run('block', [ALL]);
		expect(bad[0].error).toContain('1 of 5 MFA devices');
		expect(bad[0].error).toContain(janes('TOTP'));
	});

	it('and none is changed, it says so', async () => {
		fixture.simulator.faults.inject({ fault: REFUSED, on: /POST/ });
		const { bad } = await run('block', [ALL]);
		expect(bad[0].error).toContain('5 of 5 MFA devices');
		expect(bad[0].error).toContain('Blocked: none.');
	});

	it('because PingOne gives one an ID that is none, nothing is sent for that one', async () => {
		const listed = [{ id: '../sessions' }, { id: janes('SMS'), type: 'SMS' }];
		respondWith(fixture, /GET.*\/devices$/, 200, { _links: {}, _embedded: { devices: listed } });
		const { bad, received } = await run('delete', [ALL]);
		expect(received.filter(changing).map(({ path }) => path.split('/').at(-1))).toEqual([
			janes('SMS'),
		]);
		expect(bad[0].error).toContain('1 of 2 MFA devices');
		expect(bad[0].error).toContain("'Device' is not a valid UUID");
	});
});

describe('what PingOne shows after a block', () => {
	it('makes the item fail if the response shows the opposite', async () => {
		devices().showsBlock = false;
		const body = { id: janes('SMS'), block: { status: 'UNBLOCKED' } };
		fixture.simulator.faults.inject({ fault: { response: { status: 200, body } }, on: /POST/ });
		const { good, bad } = await run('block', [SMS]);
		expect(good).toEqual([]);
		expect(bad[0].error).toContain(
			`PingOne accepted the request for device ${janes('SMS')} (SMS, "***0142"), but does not show it as blocked`,
		);
	});

	it.each([
		['block', 204, ''],
		['block', 200, { _links: {} }],
		['unblock', 204, ''],
	])('makes %s fail if the list shows the opposite, after %i', async (operation, status, body) => {
		blockAllOfJane(operation === 'unblock');
		fixture.simulator.faults.inject({ fault: { response: { status, body } }, on: /POST/ });
		const { good, bad } = await run(operation, [SMS]);
		expect(good).toEqual([]);
		expect(bad[0].error).toContain(`does not show it as ${operation}ed`);
	});

	it('counts if the response was older than the list', async () => {
		const body = { id: janes('SMS'), block: { status: 'UNBLOCKED' } };
		fixture.simulator.faults.inject({ fault: { response: { status: 200, body } }, on: /POST/ });
		const { received } = fixture.simulator;
		const push = received.push.bind(received);
		received.push = (request) => {
			if (changing(request)) devices().get(janes('SMS'))!.isBlocked = true;
			return push(request);
		};
		const { good } = await run('block', [SMS]);
		expect(resultsOf(good)).toEqual([['SMS', 'blocked']]);
	});

	it('does not matter for a device that is gone', async () => {
		const { received } = fixture.simulator;
		const push = received.push.bind(received);
		received.push = (request) => {
			if (request.method === 'GET' && received.some(changing)) devices().delete(janes('SMS'));
			return push(request);
		};
		const { good } = await run('block', [SMS]);
		expect(resultsOf(good)).toEqual([['SMS', 'blocked']]);
	});

	it('has to be readable', async () => {
		breakDeviceListAfterChange(REFUSED);
		const { good, bad } = await run('block', [SMS]);
		expect(good).toEqual([]);
		expect(bad[0].error).toContain('could not be listed to check that they are blocked');
		expect(bad[0].error).toContain(`PingOne accepted the requests for: ${janes('SMS')}`);
		expect(bad[0].error).toContain('(400)');
	});

	it('has to be readable, which is said beside what failed', async () => {
		breakDeviceListAfterChange(REFUSED);
		fixture.simulator.faults.inject({ fault: REFUSED, on: change('SMS') });
		const { bad } = await run('block', [ALL]);
		expect(bad[0].error).toContain('1 of 5 MFA devices of "jane.doe" could not be blocked');
		expect(bad[0].error).toContain('The devices could not be listed to check the result.');
	});
});

describe('a response that is lost', () => {
	const LOST: Fault[] = [
		{ cut: 'after the work' },
		{ replacedBy: { status: 504, body: '<html>' } },
	];
	const cases = ACTIONS.flatMap((operation) => LOST.map((fault) => ({ operation, fault })));

	it.each(cases)(
		'does not keep $operation from being tried again: $fault',
		async ({ operation, fault }) => {
			blockAllOfJane(operation === 'unblock');
			fixture.simulator.faults.inject({ fault, on: change('SMS'), times: 1 });
			const { good, received } = await run(operation, [SMS]);
			expect(received.filter(changing)).toHaveLength(2);
			expect(good).toMatchObject([{ success: true, changed: true }]);
			expect(resultsOf(good)).toEqual([
				['SMS', operation === 'delete' ? 'deleted' : `${operation}ed`],
			]);
		},
	);

	it.each(['block', 'unblock'])(
		'of a %s that is refused the second time is made up for by what is shown',
		async (operation) => {
			blockAllOfJane(operation === 'unblock');
			const on = change('SMS');
			fixture.simulator.faults.inject({ fault: { cut: 'after the work' }, on, times: 1 });
			fixture.simulator.faults.inject({ fault: REFUSED, on, times: 1 });
			const { good, received } = await run(operation, [SMS]);
			// Unblock tries the other spelling of its media type as well.
			expect(received.filter(changing)).toHaveLength(operation === 'unblock' ? 3 : 2);
			expect(resultsOf(good)).toEqual([['SMS', `${operation}ed`]]);
		},
	);

	it.each(['block', 'unblock'])(
		'each time is a failure if nothing is shown: %s',
		async (operation) => {
			devices().showsBlock = false;
			fixture.simulator.faults.inject({ fault: { cut: 'after the work' }, on: change('SMS') });
			const { good, bad } = await run(operation, [SMS]);
			expect(good).toEqual([]);
			expect(bad[0].error).toContain(`${operation}ing a device twice does no harm`);
		},
	);
});

describe('a device that PingOne does not know, though it was listed', () => {
	it('has been deleted by somebody else', async () => {
		fixture.simulator.faults.inject({ fault: NOT_FOUND, on: change('SMS') });
		const { good } = await run('delete', [SMS]);
		expect(good).toMatchObject([{ success: true, changed: false }]);
		expect(resultsOf(good)).toEqual([['SMS', 'alreadyDeleted']]);
	});

	it('has not been deleted if it is not PingOne that says so', async () => {
		fixture.simulator.faults.inject({
			fault: { response: { status: 404, body: '<html>Not found</html>' } },
			on: change('SMS'),
		});
		const { good, bad } = await run('delete', [SMS]);
		expect(good).toEqual([]);
		expect(bad[0].error).toContain('(404)');
	});

	it('cannot be blocked', async () => {
		fixture.simulator.faults.inject({ fault: NOT_FOUND, on: change('SMS') });
		const { good, bad } = await run('block', [SMS]);
		expect(good).toEqual([]);
		expect(bad[0].error).toContain(`PingOne does not know device ${janes('SMS')}`);
	});
});

it.each([
	['delete', REFUSED],
	['block', { response: { status: 204 } }],
] as Array<[string, Fault]>)(
	'a device that was not deleted by %s is unknown once it is not listed any more',
	async (operation, fault) => {
		devices().showsBlock = false;
		fixture.simulator.faults.inject({ fault, on: change('SMS') });
		const empty = { _links: {}, _embedded: { devices: [] } };
		const second = { ...SMS, user: 2 };
		let lists = 0;
		const isAfter = operation === 'delete' ? 1 : 2;
		const on = { test: (request: string) => /GET.*\/devices$/.test(request) && ++lists > isAfter };
		fixture.simulator.faults.inject({ fault: { response: { status: 200, body: empty } }, on });
		const { bad } = await run(operation, [SMS, second], {
			parameters: { options: { timeout: '={{ $json.user ? 20 : 30 }}' } },
		});
		expect(bad.at(-1)?.error).toContain(`'Device' is not an MFA device of "jane.doe"`);
		expect(bad.at(-1)?.pairedWith).toBe(1);
	},
);

it('names the role that is missing', async () => {
	const fault = { response: { status: 403, body: { code: 'ACCESS_FAILED' } } };
	fixture.simulator.faults.inject({ fault, on: /devices/ });
	const { bad } = await run('getAll', [JANE]);
	expect(bad[0].error).toContain('the role Identity Data Admin');
});
