import { seededId } from '../../../simulator/seed/seededIds';
import { janes, runDevices } from '../../support/engine/deviceRuns';
import { EngineFixture } from '../../support/engine/engineFixture';

const JANE = { email: 'jane.doe@acme.example' };
const LUIS = { email: 'luis.ortega@acme.example' };

const fixture = EngineFixture.forEachTest();

describe('On Error: stop the workflow', () => {
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
