const MAX_LENGTH = 100;

/**
 * Returns a number; NaN if the value is not a number. Expressions and older workflows may contain
 * text.
 */
export function numberIn(value: unknown): number {
	if (typeof value === 'string' && value.length <= MAX_LENGTH && value.trim() !== '') {
		return Number(value);
	}
	return typeof value === 'number' ? value : NaN;
}
