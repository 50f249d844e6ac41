/**
 * Events in the form in which they were captured from real tenants, with values of our own. The simulator
 * shows its events in the same form, and the tests read them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../requestBody';

export interface CapturedResource extends JsonObject {
	type: string;
	id: string;
	name: string;
	href: string;
}

/** An event of the audit log. */
export interface CapturedEvent extends JsonObject {
	id: string;
	recordedAt: string;
	action: { type: string; description: string };
	actors?: JsonObject;
	source?: JsonObject;
	resources?: CapturedResource[];
	result: { status: string; description: string };
	tags?: string[];
	_embedded?: {
		modifiedAttributes?: string[];
		riskEvaluation?: JsonObject;
		riskEvent?: JsonObject;
	};
}

const FOLDER = join(__dirname, 'captured');

/** One for each captured type. */
export const CAPTURED_EVENTS: readonly CapturedEvent[] = readdirSync(FOLDER).map((file) =>
	JSON.parse(readFileSync(join(FOLDER, file), 'utf8')),
);

const BY_TYPE = new Map(CAPTURED_EVENTS.map((event) => [event.action.type, event]));
const RESOURCES = new Map(
	CAPTURED_EVENTS.flatMap(({ resources = [] }) => resources).map((one) => [one.type, one]),
);

/** The event of a type. Where none was captured, PingOne's form is not known. */
export function capturedEvent(type: string): CapturedEvent | undefined {
	return BY_TYPE.get(type);
}

/** A resource of a type, such as DEVICE. */
export function capturedResource(type: string): CapturedResource | undefined {
	return RESOURCES.get(type);
}
