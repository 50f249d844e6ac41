/** A webhook as PingOne keeps it, and what PingOne refuses of one. */
import { invalid } from '../apiErrors';
import { isJsonObject, type JsonObject } from '../requestBody';
import { isUuid } from '../resource';

export interface Subscription {
	id: string;
	environmentId: string;
	settings: SubscriptionSettings;
	createdAt: Date;
	updatedAt: Date;
}

/** The settings in a request, with defaults for the rest. */
export interface SubscriptionSettings {
	name: string;
	enabled: boolean;
	protocol: 'HTTPS';
	format: string;
	verifyTlsCertificates: boolean;
	httpEndpoint: { url: string; headers: Record<string, string> };
	filterOptions: {
		includedActionTypes: string[];
		includedPopulations?: Reference[];
		includedApplications?: Reference[];
		includedTags?: string[];
		ipAddressExposed: boolean;
		userAgentExposed: boolean;
	};
	payloadOptions: {
		maximumPayloadLimit: { type: string; size: number };
		payloadFormat: { https: { format: string; prettyPrint: boolean } };
	};
}

interface Reference {
	id: string;
}

const READ_ONLY = ['id', '_links', 'environment', 'createdAt', 'updatedAt', 'tlsClientAuthKeyPair'];
const FORMATS = ['ACTIVITY', 'SPLUNK', 'NEWRELIC'];
const PAYLOAD_FORMATS = ['JSON_ARRAY', 'ND_JSON'];
const MAX_REFERENCES = 10;
const MAX_EVENTS = 500;

/** @throws 400 where something is missing, not allowed, or written by PingOne alone. */
export function settingsFrom(body: JsonObject): SubscriptionSettings {
	for (const name of READ_ONLY) {
		if (name in body) throw invalid(name, `${name} cannot be written`);
	}
	const { format = 'ACTIVITY', protocol = 'HTTPS' } = body;
	if (protocol !== 'HTTPS') throw invalid('protocol', 'protocol must be HTTPS');
	return {
		name: textIn(body, 'name'),
		enabled: booleanIn(body, 'enabled'),
		protocol,
		format: oneOf('format', format, FORMATS),
		verifyTlsCertificates: booleanIn(body, 'verifyTlsCertificates'),
		httpEndpoint: endpointIn(objectIn(body, 'httpEndpoint')),
		filterOptions: filterIn(objectIn(body, 'filterOptions')),
		payloadOptions: payloadIn(body.payloadOptions),
	};
}

function endpointIn(endpoint: JsonObject) {
	const url = textIn(endpoint, 'url');
	if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
		throw invalid('httpEndpoint.url', 'httpEndpoint.url must be a valid HTTPS URL');
	}
	const { headers = {} } = endpoint;
	if (!isJsonObject(headers)) throw invalid('httpEndpoint.headers', 'headers must be an object');
	const names = Object.keys(headers);
	return { url, headers: Object.fromEntries(names.map((name) => [name, textIn(headers, name)])) };
}

function filterIn(filter: JsonObject): SubscriptionSettings['filterOptions'] {
	const { includedActionTypes: types, includedTags: tags } = filter;
	const { includedPopulations: populations, includedApplications: applications } = filter;
	if (!isTexts(types) || types.length === 0) {
		throw invalid('includedActionTypes', 'includedActionTypes must not be empty', 'REQUIRED_VALUE');
	}
	if (tags !== undefined && !isTexts(tags)) throw invalid('includedTags', 'must be texts');
	return {
		includedActionTypes: types,
		...(populations !== undefined && {
			includedPopulations: referencesIn('includedPopulations', populations),
		}),
		...(applications !== undefined && {
			includedApplications: referencesIn('includedApplications', applications),
		}),
		...(tags !== undefined && { includedTags: tags }),
		ipAddressExposed: booleanIn(filter, 'ipAddressExposed', false),
		userAgentExposed: booleanIn(filter, 'userAgentExposed', false),
	};
}

function payloadIn(options: unknown): SubscriptionSettings['payloadOptions'] {
	const { maximumPayloadLimit: limit, payloadFormat } = isJsonObject(options) ? options : {};
	const { type = 'EVENTS_PER_PAYLOAD', size = MAX_EVENTS } = isJsonObject(limit) ? limit : {};
	const { https } = isJsonObject(payloadFormat) ? payloadFormat : {};
	const { format = 'JSON_ARRAY', prettyPrint = false } = isJsonObject(https) ? https : {};
	if (typeof size !== 'number' || !Number.isInteger(size) || size < 1 || size > MAX_EVENTS) {
		throw invalid('payloadOptions.maximumPayloadLimit.size', `must be 1 to ${MAX_EVENTS}`);
	}
	return {
		maximumPayloadLimit: { type: oneOf('type', type, ['EVENTS_PER_PAYLOAD']), size },
		payloadFormat: {
			https: {
				format: oneOf('format', format, PAYLOAD_FORMATS),
				prettyPrint: prettyPrint === true,
			},
		},
	};
}

function referencesIn(target: string, value: unknown): Reference[] {
	const references = Array.isArray(value) ? value.filter(isReference) : [];
	if (!Array.isArray(value) || references.length !== value.length || value.length === 0) {
		throw invalid(target, `${target} must be a list of IDs`);
	}
	if (value.length > MAX_REFERENCES) throw invalid(target, `at most ${MAX_REFERENCES} are allowed`);
	return references.map(({ id }) => ({ id: id.toLowerCase() }));
}

function isReference(value: unknown): value is Reference {
	return isJsonObject(value) && typeof value.id === 'string' && isUuid(value.id);
}

function isTexts(value: unknown): value is string[] {
	return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function oneOf(target: string, value: unknown, allowed: string[]): string {
	const found = allowed.find((one) => one === value);
	if (found === undefined) throw invalid(target, `${target} must be one of ${allowed.join(', ')}`);
	return found;
}

function objectIn(body: JsonObject, name: string): JsonObject {
	const value = body[name];
	if (isJsonObject(value)) return value;
	throw invalid(name, `${name} is required`, 'REQUIRED_VALUE');
}

function textIn(body: JsonObject, name: string): string {
	const value = body[name];
	if (typeof value === 'string' && value !== '') return value;
	throw invalid(name, `${name} is required`, 'REQUIRED_VALUE');
}

function booleanIn(body: JsonObject, name: string, byDefault?: boolean): boolean {
	const value = body[name] ?? byDefault;
	if (typeof value === 'boolean') return value;
	throw invalid(name, `${name} must be true or false`);
}
