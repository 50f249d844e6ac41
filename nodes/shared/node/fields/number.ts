/** NaN if it is none; expressions and older workflows may give a text. */
export function numberIn(value: unknown): number {
	if (typeof value === 'string' && value.trim() !== '') return Number(value);
	return typeof value === 'number' ? value : NaN;
}
