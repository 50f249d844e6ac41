/**
 * Tracks the requests of one item that change something. An item that has changed something is
 * finished even after Stop, so that it is not left half done.
 */
export class ItemProgress {
	/** Number of changes that are in flight, were carried out, or may have been. */
	private changes = 0;

	/** True if something was changed for the item, may have been, or is being changed. */
	get hasChanges(): boolean {
		return this.changes > 0;
	}

	/** Records that a request that changes something is being sent. */
	changeSent(): void {
		this.changes += 1;
	}

	/** Records that a sent request was not carried out. */
	changeRefused(): void {
		this.changes -= 1;
	}
}
