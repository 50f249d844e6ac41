/** TheHive's records, and the audit entries that it sends when one is created. */
import { randomUUID } from 'node:crypto';
import {
	TheHiveError,
	type AlertOrCase,
	type Audit,
	type Comment,
	type NewObservable,
	type NewRecord,
	type Observable,
} from './theHiveTypes';

const ORGANISATION = { organisationId: '~4169864', organisation: 'acme' };
const API_USER = 'n8n@acme.example';
const REQUIRED = {
	Alert: ['type', 'source', 'sourceRef', 'title', 'description'],
	Case: ['title', 'description'],
};
/** The custom fields and the types of observables that an administrator has defined. */
const CUSTOM_FIELDS = ['pingone-user', 'business-unit'];
const OBSERVABLE_TYPES = ['mail', 'ip', 'domain', 'hostname', 'url', 'other'];

/** An alert or a case, with what belongs to it. */
export interface Entry {
	record: AlertOrCase;
	comments: Comment[];
	observables: Observable[];
}

type Created = AlertOrCase | Comment | Observable;

export class TheHiveRecords {
	private readonly entries = new Map<string, Entry>();
	private lastId = 4128;

	/** @param announce is told of each creation, once it is done. */
	constructor(private readonly announce: (audit: Audit) => void) {}

	/** @throws {TheHiveError} as the API does. */
	create(type: AlertOrCase['_type'], input: NewRecord): AlertOrCase {
		const given: Record<string, unknown> = { ...input };
		for (const name of REQUIRED[type]) requireText(name, given[name]);
		const { observables = [], customFields = [], tags = [], severity = 2, ...rest } = input;
		const same = this.ofType('Alert').find((alert) =>
			(['type', 'source', 'sourceRef'] as const).every((name) => alert[name] === input[name]),
		);
		if (type === 'Alert' && same) {
			throw new TheHiveError(400, 'CreateError', `Alert ${input.sourceRef} already exists`);
		}
		const { _id, by, at } = this.created();
		const record: AlertOrCase = {
			...{ _id, _type: type, _createdBy: by, _createdAt: at, ...rest },
			...{ severity, severityLabel: 'MEDIUM', tags, tlp: 2, tlpLabel: 'AMBER' },
			...{ pap: 2, papLabel: 'AMBER', status: 'New', stage: 'New', newDate: at, timeToDetect: 0 },
			customFields: customFields.map(({ name, value }, order) => {
				if (!CUSTOM_FIELDS.includes(name)) throw invalid(`CustomField ${name} not found`);
				return { _id: `${name}:${String(value)}`, name, type: 'string', value, order };
			}),
			...(type === 'Case' ? { number: this.lastId, flag: false } : { follow: true }),
			...(type === 'Alert' && { observableCount: observables.length }),
			extraData: {},
		};
		const entry: Entry = { record, comments: [], observables: [] };
		for (const observable of observables) this.observable(entry, observable);
		this.entries.set(_id, entry);
		this.tell(record, record, input);
		return record;
	}

	comment(entry: Entry, { message }: { message?: unknown }): Comment {
		const text = requireText('message', message);
		const { _id, by: createdBy, at: createdAt } = this.created();
		const ours = { createdBy, createdAt, message: text, isEdited: false, extraData: {} };
		const comment: Comment = { _id, _type: 'Comment', ...ours };
		entry.comments.push(comment);
		this.tell(entry.record, comment, { message: text });
		return comment;
	}

	observe(entry: Entry, input: NewObservable): Observable {
		const observable = this.observable(entry, input);
		this.tell(entry.record, observable, input);
		return observable;
	}

	/** Runs a query of n8n's: returns one alert or case, and related records if requested. */
	query(body: { query?: Array<{ _name?: string; idOrName?: unknown }> }): object[] {
		const [first, ...more] = body.query ?? [];
		const { 1: type } = /^get(Alert|Case)$/.exec(first?._name ?? '') ?? [];
		if (type === undefined) throw invalid(`Unknown operation ${first?._name}`);
		const entry = this.entries.get(String(first.idOrName));
		if (entry?.record._type !== type) return [];
		const { _name: next } = more.find(({ _name }) => _name !== 'page') ?? {};
		if (next === 'comments' || next === 'observables') return entry[next];
		if (next !== undefined) throw invalid(`Unknown operation ${next}`);
		return [entry.record];
	}

	/** @throws {TheHiveError} 404 */
	find(id: string): Entry {
		const entry = this.entries.get(id);
		if (entry === undefined) throw new TheHiveError(404, 'NotFoundError', `${id} not found`);
		return entry;
	}

	/** @throws {TheHiveError} 404 */
	ofTypeAndId(type: AlertOrCase['_type'], id: string): Entry {
		const entry = this.entries.get(id);
		if (entry?.record._type === type) return entry;
		throw new TheHiveError(404, 'NotFoundError', `${type} ${id} not found`);
	}

	ofType(type: AlertOrCase['_type']): AlertOrCase[] {
		const records = [...this.entries.values()].map(({ record }) => record);
		return records.filter(({ _type }) => _type === type);
	}

	private observable({ observables }: Entry, { dataType, data }: NewObservable): Observable {
		if (!OBSERVABLE_TYPES.includes(dataType)) throw invalid(`ObservableType ${dataType} not found`);
		const { _id, by, at } = this.created();
		const who = { _createdBy: by, _createdAt: at };
		const text = requireText('data', data);
		const observable: Observable = { _id, _type: 'Observable', ...who, dataType, data: text };
		observables.push(observable);
		return observable;
	}

	private created(): { _id: string; by: string; at: number } {
		this.lastId += 8;
		return { _id: `~${this.lastId}`, by: API_USER, at: Date.now() };
	}

	private tell(root: AlertOrCase, object: Created, details: object): void {
		this.announce({
			...{ _id: this.created()._id, _type: 'Audit', _createdBy: API_USER },
			...{ _createdAt: Date.now(), action: 'create', mainAction: true, requestId: randomUUID() },
			...{ rootId: root._id, details, objectId: object._id, objectType: object._type },
			...{ object, context: root, organisation: ORGANISATION },
		});
	}
}

function requireText(name: string, value: unknown): string {
	if (typeof value === 'string' && value.trim() !== '') return value;
	throw invalid(`${name}: A text is expected`);
}

function invalid(message: string): TheHiveError {
	return new TheHiveError(400, 'BadRequest', message);
}
