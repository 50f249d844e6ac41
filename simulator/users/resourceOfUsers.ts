import { Resource } from '../resource';

/** A resource whose objects belong to users, indexed by user: there may be 100,000 objects. */
export abstract class ResourceOfUsers<Thing extends { userId: string }> extends Resource<Thing> {
	private readonly byUser = new Map<string, Set<Thing>>();

	/** A user's objects, in the order in which they were added. */
	protected of(userId: string): Thing[] {
		return [...(this.byUser.get(userId) ?? [])];
	}

	override set(id: string, thing: Thing): this {
		this.delete(id);
		this.byUser.set(thing.userId, (this.byUser.get(thing.userId) ?? new Set()).add(thing));
		return super.set(id, thing);
	}

	override delete(id: string): boolean {
		const thing = this.get(id);
		if (thing) this.byUser.get(thing.userId)?.delete(thing);
		return super.delete(id);
	}

	override clear(): void {
		this.byUser.clear();
		super.clear();
	}
}
