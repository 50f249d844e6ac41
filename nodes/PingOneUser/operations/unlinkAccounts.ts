import { linkedAccountsOf, unlink } from '../../shared/pingone/users/linkedAccounts';
import { defineUserOperation } from '../defineUserOperation';

/** Deletes a user's links to accounts at external identity providers. */
export const unlinkAccounts = defineUserOperation({
	value: 'unlinkAccounts',
	name: 'Unlink Accounts',
	action: 'Unlink external accounts of user',
	description:
		'Delete the links to accounts at external identity providers. A user who is not disabled gets a new link at the next sign-on with the provider.',
	failurePolicy: 'finishAll',
	read: () => ({}),
	act: async (target) => {
		const unlinked = await unlink(target, await linkedAccountsOf(target));
		return {
			accountsUnlinked: unlinked.map((account) => ({ ...account })),
			linksAgain: target.user.enabled !== false,
			changed: unlinked.length > 0,
		};
	},
});
