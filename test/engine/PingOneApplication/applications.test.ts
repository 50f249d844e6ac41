import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { seededApplicationId } from '../../../simulator/seed/seedApplications';
import { ADMINISTRATORS_ID, seededId } from '../../../simulator/seed/seededIds';
import { seededWorker } from '../../../simulator/seed/seed';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { EngineFixture, type RunOptions } from '../../support/engine/engineFixture';
import { openApplicationList } from '../../support/engine/listSearch';
import { changesIn, respondWith } from '../../support/engine/pingOneUser';

const APPLICATION = 'n8n-nodes-pingone.pingOneApplication';
const PAYROLL = { application: 'Payroll Sync' };
const PORTAL = { application: 'Travel Portal' };
const HOUR_MS = 3_600_000;

const fixture = EngineFixture.forEachTest('worker');

accelerateClock();

const tenant = () => fixture.simulator.tenant;
const stored = ({ application }: { application: string }) =>
	tenant().applicationStore.get(seededApplicationId(application))!;

/** Runs an operation on the applications that the items name; failed items leave on the error branch. */
async function run(
	operation: string,
	items: IDataObject[],
	parameters: INodeParameters = {},
	options: RunOptions = {},
) {
	return await fixture.run(operation, items, {
		onError: 'continueErrorOutput',
		...options,
		type: APPLICATION,
		parameters: {
			applicationId: { __rl: true, mode: 'name', value: '={{ $json.application }}' },
			returnAll: true,
			...parameters,
		},
	});
}

describe('Get and Get Many', () => {
	it('find an application by name, whatever its case, and by client ID', async () => {
		const { good } = await run('get', [{ application: 'payroll sync' }]);
		expect(good).toMatchObject([
			{ id: seededApplicationId('Payroll Sync'), type: 'WORKER', enabled: true },
		]);
		expect(good[0]).not.toHaveProperty('administratorRoles');
		const byId = await run('get', [{}], {
			applicationId: seededApplicationId('Payroll Sync'),
			simplify: false,
		});
		expect(byId.good[0]).toHaveProperty('grantTypes');
	});

	it('name an application that is not there, and one of two with the name', async () => {
		const missing = await run('disable', [{ application: 'Nothing' }]);
		expect(missing.bad[0].error).toContain('has the name "Nothing"');
		stored({ application: 'Badge Printer' }).fields.name = 'Payroll Sync';
		const { bad, received } = await run('disable', [PAYROLL]);
		expect(bad[0].error).toContain('More than one application');
		expect(changesIn(received)).toEqual([]);
	});

	it('put out null for what PingOne does not return', async () => {
		Reflect.deleteProperty(stored(PORTAL).fields, 'enabled');
		expect((await run('get', [PORTAL])).good).toMatchObject([{ enabled: null }]);
	});

	it.each<[INodeParameters, string[]]>([
		[{}, ['Payroll Sync', 'Badge Printer', 'Travel Portal', 'PingOne Self-Service']],
		[{ type: 'WORKER', protocol: 'OPENID_CONNECT' }, ['Payroll Sync', 'Badge Printer']],
		[{ protocol: 'SAML' }, ['Travel Portal']],
		[{ nameContains: 'PRINT', enabled: true }, ['Badge Printer']],
		[{ enabled: false }, []],
		[{ createdBefore: '2025-01-01T00:00:00Z' }, []],
		[{ createdBefore: '2025-06-01T00:00:00Z', type: 'WEB_APP' }, ['Travel Portal']],
	])('filter by %j', async (filters, names) => {
		const { good } = await run('getAll', [{}], { filters });
		expect(good.map(({ name }) => name)).toEqual(names);
	});

	it('stop at the limit, and put out the raw applications if they are not to be simplified', async () => {
		const { good } = await run('getAll', [{}], { returnAll: false, limit: 1, simplify: false });
		expect(good).toHaveLength(1);
		expect(good[0]).toHaveProperty('_links');
	});

	it('include roles and the state of the secret, and no secret', async () => {
		const application = stored(PAYROLL);
		application.previous = { secret: 'former-secret', expiresAt: '2030-01-01T00:00:00Z' };
		const options = { includeRoles: true, includeSecretState: true };
		const { run: finished, good } = await run('getAll', [{}], { options, filters: {} });
		expect(good[0]).toMatchObject({
			administratorRoles: [{ name: 'Identity Data Admin', scopeType: 'ENVIRONMENT' }],
			...{ previousSecretExpiresAt: '2030-01-01T00:00:00Z', previousSecretLastUsedAt: null },
			secretStateError: null,
		});
		expect(good[2]).toMatchObject({ administratorRoles: [], previousSecretExpiresAt: null });
		const data = JSON.stringify(finished);
		expect(data).not.toContain('former-secret');
		expect(data).not.toContain(application.secret);
	});

	it('say why the state of a secret cannot be read, without failing', async () => {
		stored(PAYROLL).hasReadOnlyRole = true;
		const { good } = await run('get', [PAYROLL], { options: { includeSecretState: true } });
		expect(good[0].secretStateError).toContain('cannot read its own secret');
		expect(good[0].secretStateError).toContain('the role Client Application Developer');
	});
});

describe('Disable and Enable', () => {
	it('change nothing but the state', async () => {
		const before = structuredClone(stored(PORTAL));
		const { good } = await run('disable', [PORTAL]);
		expect(good).toMatchObject([
			{ success: true, changed: true, enabled: false, applicationName: 'Travel Portal' },
		]);
		expect(stored(PORTAL)).toEqual({ ...before, fields: { ...before.fields, enabled: false } });
		expect((await run('disable', [PORTAL])).good).toMatchObject([{ changed: false }]);
		expect((await run('enable', [PORTAL])).good).toMatchObject([{ changed: true, enabled: true }]);
		expect(stored(PORTAL)).toEqual(before);
	});

	it('fail if PingOne shows that anything else has changed, and name it', async () => {
		const { id, fields } = stored(PAYROLL);
		const shown = { ...fields, id, enabled: false, grantTypes: ['IMPLICIT'] };
		respondWith(fixture, /PUT/, 200, shown);
		const { bad } = await run('disable', [PAYROLL]);
		expect(bad[0].error).toContain('does not show the expected value of "enabled"');

		const { application: name } = PAYROLL;
		const put = fixture.simulator.tenant.applicationStore.get(seededApplicationId(name))!;
		respondWith(fixture, /PUT/, 202, '');
		Object.defineProperty(put.fields, 'description', {
			enumerable: true,
			get: () => `read at ${performance.now()}`,
		});
		const other = await run('disable', [PAYROLL]);
		expect(other.bad[0].error).toContain('"description"');
	});

	it('accept lists in another order, and empty values that are left out', async () => {
		const { id, fields } = stored(PAYROLL);
		Object.assign(fields, { grantTypes: ['A', 'B'], corsSettings: { origins: [] }, tags: null });
		const { corsSettings: _cors, tags: _tags, ...kept } = fields;
		const shown = { ...kept, id, enabled: false, grantTypes: ['B', 'A'] };
		respondWith(fixture, /PUT/, 200, shown);
		expect((await run('disable', [PAYROLL])).good).toMatchObject([{ changed: true }]);
	});

	it("refuse PingOne's own applications, and the one of the credential", async () => {
		const own = seededWorker(tenant()).clientId;
		for (const operation of ['disable', 'rotateSecret', 'removeAdminRoles']) {
			const { bad, received } = await run(operation, [{ application: 'PingOne Self-Service' }]);
			expect(bad[0].error).toContain("is one of PingOne's own, so it was not changed");
			expect(changesIn(received)).toEqual([]);
			const itself = await run(operation, [{ environmentId: ADMINISTRATORS_ID }], {
				applicationId: own,
			});
			expect(itself.bad[0].error).toContain('"n8n" is the one of this credential');
			expect(changesIn(itself.received)).toEqual([]);
		}
	});
});

describe('Rotate Secret', () => {
	it('ends the secret now, and puts out where the new one is', async () => {
		const before = stored(PAYROLL).secret!;
		const { run: finished, good } = await run('rotateSecret', [PAYROLL]);
		const { secret, previous } = stored(PAYROLL);
		expect(secret).not.toBe(before);
		expect(previous).toBeUndefined();
		expect(good).toMatchObject([{ changed: true, previousSecretExpiresAt: null }]);
		expect(good[0].note).toContain('Overview tab');
		for (const text of [before, secret!]) expect(JSON.stringify(finished)).not.toContain(text);
	});

	it('puts out the new secret if it is told to, in a field that n8n knows to be sensitive', async () => {
		const more = { outputSecret: true, keepPreviousFor: 24 };
		const { good } = await run('rotateSecret', [PAYROLL, PAYROLL], more);
		const { secret, previous } = stored(PAYROLL);
		expect(good).toMatchObject([{ clientSecret: secret }, { clientSecret: secret }]);
		const keptMs = Date.parse(previous!.expiresAt) - Date.now();
		expect(keptMs).toBeGreaterThan(23 * HOUR_MS);
		expect(fixture.engine.node('pingOneApplication').description.sensitiveOutputFields).toEqual([
			'clientSecret',
		]);
	});

	it.each([-1, 721, 'soon', 0.001])('sends nothing if the hours are %j', async (hours) => {
		const keepPreviousFor = `={{ ${JSON.stringify(hours)} }}`;
		const { bad, received } = await run('rotateSecret', [PAYROLL], { keepPreviousFor });
		expect(received).toEqual([]);
		expect(bad[0].error).toContain("'Keep Previous For' is not a number of hours from 0 to 720");
	});

	it('is not repeated if its response is lost, and says what to do', async () => {
		fixture.simulator.faults.inject({ fault: { cut: 'after the work' }, on: /POST .*secret/ });
		const { bad, received } = await run('rotateSecret', [PAYROLL]);
		expect(changesIn(received)).toHaveLength(1);
		expect(bad[0].error).toContain('Do not rotate it again');
	});

	it('fails if the previous secret does not end although it should', async () => {
		const body = { secret: 'new-secret', previous: { expiresAt: '2999-01-01T00:00:00Z' } };
		respondWith(fixture, /POST .*secret/, 200, body);
		const { bad } = await run('rotateSecret', [PAYROLL]);
		expect(bad[0].error).toContain('stays valid until 2999-01-01');
		expect(bad[0].error).not.toContain('new-secret');
	});

	it.each([{ secret: '' }, 'OK', ''])('fails if the response is %j', async (body) => {
		respondWith(fixture, /POST .*secret/, 200, body);
		expect((await run('rotateSecret', [PAYROLL])).good).toEqual([]);
	});

	it('says what a 403 means', async () => {
		stored(PAYROLL).hasReadOnlyRole = true;
		const { bad } = await run('rotateSecret', [PAYROLL]);
		expect(bad[0].error).toContain('a role which is read-only for this credential');
	});

	it('is done for one item after another if they are about one application', async () => {
		const items = [1, 2].map((hours) => ({ ...PAYROLL, hours }));
		const { good } = await run('rotateSecret', items, { keepPreviousFor: '={{ $json.hours }}' });
		expect(good).toHaveLength(2);
	});
});

describe('Delete Previous Secret', () => {
	it('ends the previous secret, and says if there is none', async () => {
		stored(PAYROLL).previous = { secret: 'x', expiresAt: '2999-01-01T00:00:00Z' };
		const { good } = await run('deletePreviousSecret', [PAYROLL]);
		expect(good).toMatchObject([{ changed: true }]);
		expect(stored(PAYROLL).previous).toBeUndefined();
		expect((await run('deletePreviousSecret', [PAYROLL])).good).toMatchObject([{ changed: false }]);
	});

	it.each([true, false])(
		'believes a strange response only if PingOne shows it: %s',
		async (has) => {
			if (has) stored(PAYROLL).previous = { secret: 'x', expiresAt: '2999-01-01T00:00:00Z' };
			respondWith(fixture, /DELETE/, 200, { ok: true });
			expect((await run('deletePreviousSecret', [PAYROLL])).good).toHaveLength(has ? 0 : 1);
		},
	);
});

it('Remove Administrator Roles removes all, and lists them', async () => {
	const { good } = await run('removeAdminRoles', [PAYROLL]);
	expect(good).toMatchObject([
		{ changed: true, rolesRemoved: [{ name: 'Identity Data Admin' }], rolesKept: [] },
	]);
	const { roles } = tenant().applications;
	expect(roles.get(seededApplicationId('Payroll Sync'))).toEqual([]);
	respondWith(fixture, /GET .*roleAssignments/, 200, {
		_embedded: { roleAssignments: [{ id: seededId('x'), readOnly: true }] },
	});
	const kept = await run('removeAdminRoles', [PAYROLL]);
	expect(kept.good).toMatchObject([
		{ changed: false, rolesKept: [{ reason: expect.stringContaining('Read-only') }] },
	]);
});

describe('Get Expiring', () => {
	it('lists keys and certificates by date, with the applications that use them', async () => {
		const { good } = await run('getExpiring', [{}], { withinDays: 30 });
		expect(good).toMatchObject([
			{ kind: 'key', name: 'Signing 2025', daysLeft: 5 },
			{ kind: 'certificate', daysLeft: 20, applications: [{ name: 'Travel Portal' }] },
		]);
		expect((await run('getExpiring', [{}], { withinDays: 0 })).good).toEqual([]);
	});

	it.each([-1, 'x'])('sends nothing if the days are %j', async (days) => {
		const { bad, received } = await run('getExpiring', [{ days }], {
			withinDays: '={{ $json.days }}',
		});
		expect(received).toEqual([]);
		expect(bad[0].error).toContain("'Within Days' is not a number of days");
	});
});

it('the list has the applications whose name contains the typed text', async () => {
	const open = async (filter?: string) => {
		const { engine, environmentId } = fixture;
		const { results } = await openApplicationList(
			engine,
			fixture.credentials(),
			environmentId,
			filter,
		);
		return results.map(({ name }) => name);
	};
	expect(await open()).toHaveLength(4);
	expect(await open('portal')).toEqual(['Travel Portal']);
	Reflect.deleteProperty(stored(PORTAL).fields, 'name');
	expect(await open()).toContain(seededApplicationId('Travel Portal'));
});
