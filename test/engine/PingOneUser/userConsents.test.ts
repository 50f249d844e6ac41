import type { INodeParameters } from 'n8n-workflow';
import { seededId, seededUserId } from '../../../simulator/seed/seededIds';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { EngineFixture } from '../../support/engine/engineFixture';
import {
	changesIn,
	changeUser,
	JANE,
	LUIS,
	respondWith,
	runUserOperation,
} from '../../support/engine/pingOneUser';
import { addConsent, addRights, IDENTITY_PROVIDER } from '../../support/engine/rights';

const fixture = EngineFixture.forEachTest();
const CONSENTS = `users/${seededUserId('jane.doe')}/oauthConsents`;

accelerateClock();

beforeEach(() => addRights(fixture, 'jane.doe'));

async function revoke(parameters: INodeParameters = {}, items = [JANE]) {
	return await runUserOperation(fixture, 'revokeConsents', items, parameters);
}

async function unlink(items = [JANE]) {
	return await runUserOperation(fixture, 'unlinkAccounts', items);
}

const statuses = () => [...fixture.simulator.tenant.consents.values()].map(({ status }) => status);

describe('Revoke Consents', () => {
	it.each(['oauthConsents', 'oAuthConsents', 'consents'])(
		'revokes with the one documented call, whatever PingOne calls the list: %s',
		async (listName) => {
			const { consents } = fixture.simulator.tenant;
			consents.listName = listName;
			const { good, received } = await revoke();
			const [{ id }] = consents.values();
			expect(changesIn(received)).toEqual([
				`PATCH ${CONSENTS}/${id} application/vnd.pingidentity.consent.revoke+json {"status":"REVOKED"}`,
			]);
			const application = {
				applicationId: seededId('application Travel Portal'),
				applicationName: 'Travel Portal',
			};
			expect(good).toMatchObject([
				{
					changed: true,
					consentsRevoked: [{ id, ...application, scopes: ['openid', 'email'] }],
					consentsKept: [],
				},
			]);
		},
	);

	it.each([false, true])('a second time changes nothing, after a 204: %j', async (noContent) => {
		fixture.simulator.tenant.consents.respondsNoContent = noContent;
		await revoke();
		const { good, received } = await revoke();
		expect(changesIn(received)).toHaveLength(0);
		expect(good).toMatchObject([{ changed: false, consentsRevoked: [], consentsKept: [] }]);
	});

	it.each(['payroll', seededId('application Payroll').toUpperCase()])(
		'revokes only those of one application, by name or ID: %s',
		async (application) => {
			addConsent(fixture, 'jane.doe', 'Payroll');
			const { good } = await revoke({ applications: 'one', application });
			expect(good).toMatchObject([
				{
					consentsRevoked: [{ applicationName: 'Payroll' }],
					consentsKept: [{ applicationName: 'Travel Portal' }],
				},
			]);
			expect(statuses()).toEqual(['ACCEPTED', 'REVOKED']);
		},
	);

	it('fails if PingOne responds 200 but still shows the consent', async () => {
		respondWith(fixture, /^PATCH/, 200, { _links: {} });
		const { bad } = await revoke();
		expect(bad[0].error).toContain('Could not revoke for user "jane.doe" 1 of 1 consents');
		expect(bad[0].error).toContain('Not revoked: Travel Portal');
	});

	it('makes do with a consent of which PingOne tells only the ID', async () => {
		const [{ id }] = fixture.simulator.tenant.consents.values();
		respondWith(fixture, /GET.*Consents/, 200, { _embedded: { oauthConsents: [{ id }] } });
		const { bad } = await revoke();
		expect(bad[0].error).toContain(`Not revoked: ${id}`);
	});

	it('sends nothing with a choice that it does not have', async () => {
		const { bad, received } = await revoke({ applications: '={{ "two" }}', application: 'x' });
		expect(received).toEqual([]);
		expect(bad[0].error).toContain("'Applications' is neither 'all' nor 'one'");
	});
});

describe('Unlink Accounts', () => {
	it.each([true, false])('says whether a user links again, who is enabled: %j', async (enabled) => {
		changeUser(fixture, 'jane.doe', { enabled });
		const [{ id }] = fixture.simulator.tenant.linkedAccounts.values();
		const { good, received } = await unlink();
		expect(changesIn(received)).toEqual([
			`DELETE users/${seededUserId('jane.doe')}/linkedAccounts/${id}`,
		]);
		const externalId = 'jane.doe@partner.example';
		expect(good).toMatchObject([
			{
				changed: true,
				accountsUnlinked: [{ id, externalId, identityProviderId: IDENTITY_PROVIDER }],
				linksAgain: enabled,
			},
		]);
	});

	it('of a user without one is a success that changed nothing', async () => {
		const { good, received } = await unlink([LUIS]);
		expect(changesIn(received)).toEqual([]);
		expect(good).toMatchObject([{ changed: false, accountsUnlinked: [] }]);
	});

	it.each([404, 500])('fails if PingOne responds %i and still lists it', async (status) => {
		respondWith(fixture, /^DELETE/, status, { code: status === 404 ? 'NOT_FOUND' : 'X' });
		const { bad } = await unlink();
		expect(bad[0].error).toContain('Could not unlink from user "jane.doe" 1 of 1 accounts');
		expect(bad[0].error).toContain('Not unlinked: jane.doe@partner.example');
	});

	it('names a link of which PingOne tells only the ID', async () => {
		const [{ id }] = fixture.simulator.tenant.linkedAccounts.values();
		respondWith(fixture, /GET.*linkedAccounts/, 200, { _embedded: { linkedAccounts: [{ id }] } });
		respondWith(fixture, /^DELETE/, 400);
		const { bad } = await unlink();
		expect(bad[0].error).toContain(`Not unlinked: ${id}`);
	});
});
