/** What the check says about the roles of the worker application. */
import { LOOPBACK } from '../../../sandbox/loopbackServer';
import { settingsFrom } from '../../../sandbox/pingone/subscription';
import { seededId, WORKFORCE_ID } from '../../../sandbox/pingone/seededIds';
import { assumedOf } from '../../../sandbox/tenantCheck/facts';
import { runInSimulator } from './runInSimulator';
import { notSettled } from './seen';

const READ_ONLY = { act: false };

describe('roles', () => {
	const roleId = (name: string) => seededId(`role ${name}`);
	const page = (roles: object[], next?: string) => ({
		status: 200,
		body: { _embedded: { roles }, _links: next === undefined ? {} : { next: { href: next } } },
	});
	const environmentAdmin = { id: roleId('Environment Admin'), name: 'Environment Admin' };
	const withPages = async (second: object[], next = (apiPath: string) => `${apiPath}/v1/roles?2`) =>
		await runInSimulator({
			...READ_ONLY,
			prepare: ({ faults, apiPath }) => {
				const first = page([environmentAdmin], next(apiPath.replace(/\/v1$/, '')));
				faults.inject({ fault: { response: first }, on: /\/roles$/ });
				faults.inject({ fault: { response: page(second) }, on: /\/roles\?2$/ });
			},
		});

	it('are read from all pages', async () => {
		const { facts } = await withPages([
			{ id: roleId('Identity Data Admin'), name: 'Identity Data Admin' },
		]);
		expect(facts['access.users']).toBe('allowed with Identity Data Admin');
	});

	it("of the organization's own are counted, and may be what allows something", async () => {
		const own = { id: roleId('Identity Data Admin'), name: 'Acme Help Desk' };
		const { facts, text, printed, exitCode } = await withPages([own]);
		expect(printed).toContain('Roles of the worker application: Environment Admin, 1 other');
		expect(text).not.toContain('Help Desk');
		expect(facts['access.users']).toBe('allowed');
		expect(facts['access.subscriptions']).toBe('allowed with Environment Admin');
		expect(exitCode).toBe(0);
	});

	it('are not read where the token must not go', async () => {
		const { printed, simulator } = await withPages([], () => 'https://elsewhere.example/v1/roles');
		expect(printed).toContain('Roles of the worker application: cannot be read');
		const paths = simulator.received.map(({ path }) => path);
		expect(paths.filter((path) => path.endsWith('/roles'))).toEqual(['/v1/roles']);
	});
});

describe('a webhook', () => {
	it('is not said to be left alone where nothing reaches this machine', async () => {
		const { facts, text } = await runInSimulator({
			patienceMs: 400,
			prepare: ({ tenant }) => void (tenant.deliveries.target = `http://${LOOPBACK}:1`),
		});
		expect(facts['webhook.creation']).toBeUndefined();
		expect(notSettled(text, 'webhook.creation')).toBe('no delivery arrived');
		expect(facts['access.createSubscription']).toBe('allowed with Environment Admin');
	});

	it('has time for its delivery, also on a busy machine', async () => {
		const { facts } = await runInSimulator({
			prepare: ({ tenant: { deliveries } }) => {
				const { add } = deliveries;
				deliveries.add = (...event) => void setTimeout(() => add.apply(deliveries, event), 600);
			},
		});
		expect(facts['webhook.shape']).toBe('array');
	});

	it.each(['denied with Environment Admin', '400 INVALID_DATA'])(
		'that is %s is told',
		async (how) => {
			const like = { 'access.createSubscription': how };
			const { facts, exitCode } = await runInSimulator({ like });
			expect(facts).toMatchObject({
				...like,
				'access.subscriptions': expect.stringMatching(/^all/),
			});
			expect(exitCode).toBe(1);
		},
	);

	it('beyond the fiftieth says nothing about the role', async () => {
		const { text } = await runInSimulator({
			prepare: ({ tenant }) => {
				const settings = settingsFrom({
					name: 'Other',
					enabled: true,
					verifyTlsCertificates: true,
					httpEndpoint: { url: 'https://other.example/hook' },
					filterOptions: { includedActionTypes: ['SECRET.READ'] },
				});
				const now = new Date();
				for (let id = 0; id < 50; id++) {
					const other = { id: String(id), environmentId: WORKFORCE_ID, settings };
					tenant.subscriptions.set(other.id, { ...other, createdAt: now, updatedAt: now });
				}
			},
		});
		expect(notSettled(text, 'access.createSubscription')).toMatch(
			/as many webhooks as it may have/,
		);
	});
});

it.each([
	['allowed', 'allowed with the role Identity Data Admin'],
	['allowed with Identity Data Admin', 'allowed with the role Identity Data Admin'],
	['allowed without Identity Data Admin', 'needs the role Identity Data Admin'],
	['denied without Identity Data Admin', 'needs the role Identity Data Admin'],
])('"%s" is compared with "%s"', (observed, assumed) => {
	expect(assumedOf('access.users', observed)).toBe(assumed);
});
