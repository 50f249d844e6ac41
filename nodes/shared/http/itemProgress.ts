/**
 * How far the work for one item has come, judged by its requests that change something. An item that has
 * begun is to be finished, even after Stop: otherwise it is left half done.
 */
export class ItemProgress {
	/** Changes that are in flight, were carried out, or may have been. */
	private changes = 0;

	/** True if something was changed for the item, may have been, or is being changed. */
	get hasBegun(): boolean {
		return this.changes > 0;
	}

	/** A request that changes something is being sent. */
	changeSent(): void {
		this.changes += 1;
	}

	/** A request that was sent was not carried out. */
	changeRefused(): void {
		this.changes -= 1;
	}
}
