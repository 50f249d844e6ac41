/**
 * PingOne's regions, by the top-level domain of their hosts ("Working with PingOne APIs", PingOne
 * API reference).
 */
export const REGIONS = {
	com: 'North America',
	ca: 'Canada',
	eu: 'Europe',
	'com.au': 'Australia',
	sg: 'Singapore',
	asia: 'Asia-Pacific',
} as const;

export type Region = keyof typeof REGIONS;

export function isRegion(value: unknown): value is Region {
	return typeof value === 'string' && Object.hasOwn(REGIONS, value);
}
