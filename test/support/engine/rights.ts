/** Gives seeded users what a leaver may have. */
import { randomUUID } from 'node:crypto';
import { seededId, seededUserId, WORKFORCE_ID } from '../../../simulator/seed/seededIds';
import type { EngineFixture } from './engineFixture';

/** Gives a user an administrator role. */
export function addRights({ simulator }: EngineFixture, username: string): void {
	const userId = seededUserId(username);
	const id = randomUUID();
	const scope = { id: WORKFORCE_ID, type: 'ENVIRONMENT' as const };
	const roleId = seededId('role Help Desk Admin');
	simulator.tenant.roleAssignments.set(id, { id, userId, roleId, scope });
}
