import { Resource } from '../resource';
import type { User } from './user';

/** Users by ID, with an index by username. It notifies other resources when a user is deleted. */
export abstract class UserStore extends Resource<User> {
	/** IDs by environment and username. */
	private readonly ids = new Map<string, string>();
	private readonly deletionListeners: Array<(userId: string) => void> = [];

	/** Calls this for each user that is deleted from now on. */
	whenDeleted(listener: (userId: string) => void): void {
		this.deletionListeners.push(listener);
	}

	withUsername(environmentId: string, username: string): User | undefined {
		return this.get(this.ids.get(key({ environmentId, username })) ?? '');
	}

	/** Puts a user in the place of the one with the same ID. */
	replace(user: User): User {
		this.set(user.id, user);
		return user;
	}

	override set(id: string, user: User): this {
		this.forgetUsername(id);
		this.ids.set(key(user), id);
		return super.set(id, user);
	}

	override delete(id: string): boolean {
		this.forgetUsername(id);
		for (const listener of this.deletionListeners) listener(id);
		return super.delete(id);
	}

	private forgetUsername(id: string): void {
		const user = this.get(id);
		if (user !== undefined && this.ids.get(key(user)) === id) this.ids.delete(key(user));
	}
}

/** Returns a key that ignores case. */
function key({ environmentId, username }: Pick<User, 'environmentId' | 'username'>): string {
	return `${environmentId} ${username.toLowerCase()}`;
}
