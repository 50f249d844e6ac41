import { accountOf, lockAccount } from '../../shared/pingone/users/enableAndLock';
import { lockFields, lockUntil, unlockAtOf, unlockAtOption } from '../lockFields';
import { defineUserOperation } from '../defineUserOperation';

/** Locks an account until a time, or until somebody unlocks it. */
export const lock = defineUserOperation({
	value: 'lock',
	name: 'Lock',
	action: 'Lock user for some time and end all sessions',
	description:
		'Prevent a user from signing on for some time, or until somebody unlocks the account',
	fields: lockFields,
	options: [unlockAtOption],
	endsSessions: { byDefault: true, done: 'was locked' },
	failurePolicy: 'finishAll',
	read: lockUntil,
	act: async (target, until) => {
		const before = accountOf(target.user);
		const { status, unlockAt } = await lockAccount(target, unlockAtOf(until));
		return {
			accountStatus: status,
			unlockAt: unlockAt ?? null,
			changed: before.status !== status || before.unlockAt !== unlockAt,
		};
	},
});
