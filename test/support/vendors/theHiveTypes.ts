/** The objects of TheHive's API, as far as they are used here. */

/** An error in the form in which TheHive answers with it. */
export class TheHiveError extends Error {
	constructor(
		readonly status: number,
		readonly type: string,
		message: string,
	) {
		super(message);
	}
}

interface InputCustomField {
	name: string;
	value: unknown;
}

/** The fields of a new alert or case. */
export interface NewRecord {
	title: string;
	description: string;
	/** Alerts only. The three values together are unique. */
	type?: string;
	source?: string;
	sourceRef?: string;
	severity?: number;
	tags?: string[];
	customFields?: InputCustomField[];
	observables?: NewObservable[];
}

export interface NewObservable {
	dataType: string;
	data: string;
}

/** An alert or a case, as TheHive puts it out. */
export interface AlertOrCase {
	_id: string;
	_type: 'Alert' | 'Case';
	_createdBy: string;
	_createdAt: number;
	[attribute: string]: unknown;
}

export interface Comment {
	_id: string;
	_type: 'Comment';
	createdBy: string;
	createdAt: number;
	message: string;
	isEdited: boolean;
	extraData: object;
}

export interface Observable extends NewObservable {
	_id: string;
	_type: 'Observable';
	_createdBy: string;
	_createdAt: number;
}

/** The body of a webhook request. */
export interface Audit {
	_id: string;
	_type: 'Audit';
	_createdBy: string;
	_createdAt: number;
	action: 'create';
	mainAction: boolean;
	requestId: string;
	rootId: string;
	details: object;
	objectId: string;
	objectType: string;
	object: object;
	context: object;
	organisation: { organisationId: string; organisation: string };
}
