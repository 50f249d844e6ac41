import { signInCrowd } from '../../sandbox/pingone/seed';
import { seededDeviceId, seededId } from '../../sandbox/pingone/seededIds';
import { janes, runDevices } from './deviceRuns';
import { EngineFixture } from './engineFixture';

const JANE = { email: 'jane.doe@acme.example' };
const LUIS = { email: 'luis.ortega@acme.example' };
const NOBODY = { email: 'nobody@acme.example' };
const CROWD = 20;

const fixture = EngineFixture.forEachTest();

describe('On Error: stop the workflow', () => {
	/** One item that fails, and many of users who have one device each. */
	async function run(operation: string) {
		const { tenant } = fixture.simulator;
		signInCrowd(tenant, CROWD);
		const usernames = Array.from({ length: CROWD }, (_, index) => `crowd.${index + 1}`);
		const model = tenant.devices.get(janes('SMS'))!;
		for (const username of usernames) {
			const id = seededDeviceId(username, 'SMS');
			const userId = seededId(`user ${username}`);
			tenant.devices.set(id, { ...model, id, userId, isBlocked: operation === 'unblock' });
		}
		const crowd = usernames.map((username) => ({ email: `${username}@acme.example` }));
		return await runDevices(
			fixture,
			operation,
			[NOBODY, ...crowd].map((user) => ({ ...user, devices: 'all' })),
			{ onError: 'stopWorkflow', parameters: { options: { maxConcurrency: 1 } } },
		);
	}

	it.each(['block', 'delete'])('carries out the remaining items of %s', async (operation) => {
		const { run: finished, received } = await run(operation);
		expect(received.filter(({ method }) => method !== 'GET')).toHaveLength(CROWD);
		const { message, description } = finished.data.resultData.error ?? {};
		expect(message).toContain('[item 0]');
		expect(description).toContain(`1 of ${CROWD + 1} items failed: 0.`);
		expect(description).not.toContain('not started');
	});

	it.each(['unblock', 'getAll'])('starts no further item of %s', async (operation) => {
		const { run: finished, received } = await run(operation);
		expect(received.filter(({ path }) => path.includes('/devices')).length).toBeLessThan(CROWD);
		const { message, description } = finished.data.resultData.error ?? {};
		expect(message).toContain('[item 0]');
		expect(description).toMatch(/\d+ were not started\./);
	});

	it('sends nothing where a parameter of any item cannot be used', async () => {
		const items = [
			{ ...LUIS, devices: 'all' },
			{ ...JANE, deviceId: 'me' },
		];
		const { run: finished, received } = await runDevices(fixture, 'block', items, {
			onError: 'stopWorkflow',
		});
		expect(received).toEqual([]);
		expect(finished.data.resultData.error?.message).toBe(
			'\'Device\' is not a valid UUID: "me" [item 1]',
		);
	});
});

it('On Error: continue harms no other item, and pairs each with its own', async () => {
	const { good, bad } = await runDevices(fixture, 'block', [
		{ ...JANE, deviceId: seededId('none') },
		{ ...LUIS, devices: 'all' },
		{ ...JANE, deviceId: 'me' },
		{ ...JANE, deviceId: janes('SMS') },
	]);
	expect(good.map(({ username, pairedWith }) => [username, pairedWith])).toEqual([
		['luis.ortega', 1],
		['jane.doe', 3],
	]);
	expect(bad.map(({ pairedWith }) => pairedWith)).toEqual([0, 2]);
	for (const { error } of bad) expect(error).toEqual(expect.any(String));
});
