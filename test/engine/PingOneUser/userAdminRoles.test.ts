import type { INodeParameters } from 'n8n-workflow';
import {
	seededGroupId,
	seededId,
	seededUserId,
	WORKFORCE_ID,
} from '../../../simulator/seed/seededIds';
import type { RoleAssignment } from '../../../simulator/users/roleAssignments';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { EngineFixture } from '../../support/engine/engineFixture';
import { changesIn, JANE, respondWith, runUserOperation } from '../../support/engine/pingOneUser';

const RUTH = { email: 'ruth.adeyemi@acme.example' };
const ROLES = `users/${seededUserId('ruth.adeyemi')}/roleAssignments`;
const ENVIRONMENT_ADMIN = seededId('role assignment Environment Admin');
const IDENTITY_DATA_ADMIN = seededId('role assignment Identity Data Admin');
const CUSTOM_ROLE = seededId('role Auditors');

const fixture = EngineFixture.forEachTest();

accelerateClock();

async function remove(parameters: INodeParameters = {}, items = [RUTH]) {
	return await runUserOperation(fixture, 'removeAdminRoles', items, parameters);
}

/** Gives Ruth one more role, which the environment defines itself. */
function addRole(more: Partial<RoleAssignment> = {}): string {
	const { applications, roleAssignments } = fixture.simulator.tenant;
	applications.customRoles.set(CUSTOM_ROLE, { environmentId: WORKFORCE_ID, name: 'Auditors' });
	const id = seededId('role assignment Auditors');
	const scope = { id: WORKFORCE_ID, type: 'ENVIRONMENT' as const };
	const userId = seededUserId('ruth.adeyemi');
	roleAssignments.set(id, { id, userId, roleId: CUSTOM_ROLE, scope, ...more });
	return id;
}

describe('Remove Administrator Roles', () => {
	it('removes all roles with one request each, and names them', async () => {
		const { good, received } = await remove();
		expect(changesIn(received)).toEqual([
			`DELETE ${ROLES}/${ENVIRONMENT_ADMIN}`,
			`DELETE ${ROLES}/${IDENTITY_DATA_ADMIN}`,
		]);
		const scope = { scopeType: 'ENVIRONMENT', scopeId: WORKFORCE_ID };
		expect(good).toMatchObject([
			{
				success: true,
				changed: true,
				rolesRemoved: [
					{ name: 'Environment Admin', ...scope, id: ENVIRONMENT_ADMIN },
					{ name: 'Identity Data Admin', ...scope, id: IDENTITY_DATA_ADMIN },
				],
				rolesKept: [],
			},
		]);
		expect(fixture.simulator.tenant.roleAssignments.size).toBe(0);
	});

	it('of a user without a role is a success that changed nothing', async () => {
		const { good, received } = await remove({}, [JANE]);
		expect(changesIn(received)).toEqual([]);
		expect(good).toMatchObject([{ changed: false, rolesRemoved: [], rolesKept: [] }]);
	});

	it('removes the roles with the given names, of the environment, too, and lists the others', async () => {
		addRole();
		const { good, received } = await remove({
			roles: 'selected',
			roleNames: 'auditors, Environment Admin',
		});
		expect(changesIn(received)).toHaveLength(2);
		expect(good).toMatchObject([
			{
				rolesRemoved: [{ name: 'Environment Admin' }, { name: 'Auditors' }],
				rolesKept: [{ name: 'Identity Data Admin', reason: 'Not selected' }],
			},
		]);
	});

	it.each([
		['read-only', { readOnly: true }, 'Read-only for this credential'],
		['given by a group', { groupId: seededGroupId('Finance') }, 'Given by group'],
	])('keeps a role that is %s, and says why', async (_what, more, reason) => {
		addRole(more);
		const { good, received } = await remove();
		expect(changesIn(received)).toHaveLength(2);
		expect(good).toMatchObject([
			{ rolesKept: [{ name: 'Auditors', reason: expect.stringContaining(reason) }] },
		]);
	});

	it.each(['={{ ["Environment Admin", "Enviroment Admin"] }}', 'Enviroment Admin'])(
		'removes nothing if no role has one of the names: %s',
		async (roleNames) => {
			const { bad, received } = await remove({ roles: 'selected', roleNames });
			expect(changesIn(received)).toEqual([]);
			expect(bad[0].error).toContain('has the name "Enviroment Admin"');
		},
	);

	it.each([
		[{ roles: 'selected', roleNames: '={{ [] }}' }, "'Role Names' is empty"],
		[{ roles: '={{ "none" }}', roleNames: 'x' }, "'Roles' is neither 'all' nor 'selected'"],
	])('sends nothing with parameters that are not valid: %j', async (parameters, sentence) => {
		const { bad, received } = await remove(parameters);
		expect(received).toEqual([]);
		expect(bad[0].error).toContain(sentence);
	});

	it('removes roles whose names cannot be read, but none by name', async () => {
		respondWith(fixture, /GET.*\/roles$/, 403);
		const byName = await remove({ roles: 'selected', roleNames: 'Environment Admin' });
		expect(byName.bad[0].error).toContain('denies access to the roles of PingOne');
		const { good } = await remove();
		expect(good).toMatchObject([{ rolesRemoved: [{ name: null }, { name: null }] }]);
	});

	it('says what it received instead of the roles', async () => {
		respondWith(fixture, /GET \/v1\/roles/, 200, { status: 'ok' });
		const { bad } = await remove({ roles: 'selected', roleNames: 'Environment Admin' });
		expect(bad[0].error).toContain('Received an unexpected response instead of');
	});

	it('reads the names of roles once, however many users it is for', async () => {
		const { received } = await remove({}, [RUTH, RUTH, { email: 'ruth.adeyemi@acme.example ' }]);
		expect(received.filter(({ path }) => path.endsWith('/roles'))).toHaveLength(2);
	});

	it('lists what was removed and what was not, if PingOne refuses one', async () => {
		respondWith(fixture, new RegExp(`DELETE.*${IDENTITY_DATA_ADMIN}`), 403);
		const { bad } = await remove();
		expect(bad[0].error).toContain(
			'Could not remove from user "ruth.adeyemi" 1 of 2 administrator roles',
		);
		expect(bad[0].error).toContain(
			'Removed: Environment Admin (ENVIRONMENT). Not removed: Identity Data Admin (ENVIRONMENT)',
		);
	});

	it('lists the roles again if a response is not one of PingOne', async () => {
		respondWith(fixture, /^DELETE/, 200, {});
		const { bad } = await remove();
		expect(bad[0].error).toContain('Could not remove from user "ruth.adeyemi" 2 of 2');
		expect(fixture.simulator.tenant.roleAssignments.size).toBe(2);
	});

	it('names a role without a name and scope by its ID', async () => {
		const roleAssignments = [{ id: ENVIRONMENT_ADMIN }];
		respondWith(fixture, /roleAssignments$/, 200, { _links: {}, _embedded: { roleAssignments } });
		respondWith(fixture, /^DELETE/, 400);
		const { bad } = await remove();
		expect(bad[0].error).toContain(`${ENVIRONMENT_ADMIN} (unknown scope)`);
	});
});
