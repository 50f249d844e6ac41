/** Texts with values in them, such as `users/{ownUser}`, and with alternatives, such as `204 or 404`. */
export type Values = Record<string, string | undefined>;

const HOUR_MS = 3_600_000;
const UNIT_MS: Record<string, number> = { m: HOUR_MS / 60, h: HOUR_MS, d: 24 * HOUR_MS };
const PLACEHOLDER = /\{(\w+)(?:([+-]\d+)([mhd]))?\}/g;

/** Returns the names of all values in a template such as `users/{ownUser}`. */
export function namesIn(template: string): string[] {
	return [...template.matchAll(PLACEHOLDER)].map(([, name]) => name).filter((one) => one !== 'now');
}

/** Fills a template; `{now-7d}` is a time. @param escape is applied to each value. */
export function filled(
	template: string,
	values: Values,
	escape: (value: string) => string = String,
): string {
	return template.replace(PLACEHOLDER, (_all, name: string, count = '0', unit = 'm') =>
		name === 'now'
			? new Date(Date.now() + Number(count) * UNIT_MS[unit]).toISOString()
			: escape(values[name] ?? ''),
	);
}

/** True if an observation is one of the expected alternatives. */
export function matches(expects: string, observed: string): boolean {
	const pattern = expects
		.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
		.replaceAll('2xx', '2\\d\\d')
		.replaceAll('…', '.*')
		.replaceAll(' or ', '|');
	return new RegExp(`^(?:${pattern})$`).test(observed);
}
