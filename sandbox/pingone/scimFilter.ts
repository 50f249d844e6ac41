import { invalid } from './apiErrors';

/** One comparison of a SCIM filter: an attribute, an operator and a quoted string. */
const COMPARISON = /([\w.]+) (sw|eq) "((?:[^"\\]|\\["\\])*)"/.source;
const FILTER = new RegExp(`^${COMPARISON}( or ${COMPARISON})*$`);

/**
 * Whether a thing fits a SCIM filter; every thing fits no filter.
 *
 * @param attributes the attributes that may be compared, by their names in the API.
 * @throws 400 where the filter has another attribute or operator, or another form.
 */
export function matching<Thing>(
	filter: unknown,
	attributes: Record<string, keyof Thing>,
	operators = ['eq', 'sw'],
): (thing: Thing) => boolean {
	if (filter === undefined) return () => true;
	if (!FILTER.test(String(filter))) throw wrongFilter();
	const comparisons = [...String(filter).matchAll(new RegExp(COMPARISON, 'g'))].map(
		([, attribute, operator, quoted]) => {
			const isKnown = Object.hasOwn(attributes, attribute) && operators.includes(operator);
			if (!isKnown) throw wrongFilter();
			const sought = quoted.replace(/\\(.)/g, '$1').toLowerCase();
			return { attribute: attributes[attribute], operator, sought };
		},
	);
	return (thing) =>
		comparisons.some(({ attribute, operator, sought }) => {
			const value = String(thing[attribute]).toLowerCase();
			return operator === 'eq' ? value === sought : value.startsWith(sought);
		});
}

function wrongFilter() {
	return invalid('filter', 'The filter is not supported', 'INVALID_FILTER');
}
