/** SCIM filters, as far as PingOne knows them: comparisons, `and`, `or` and parentheses. */
import { invalid } from './apiErrors';

export type Operator = 'eq' | 'sw' | 'ew' | 'co';
type Test<Thing> = (thing: Thing) => boolean;

/** An attribute that a filter may compare. */
export interface FilterAttribute<Thing> {
	operators: readonly Operator[];
	/** Called once for a comparison; what it returns is called for each thing. */
	test(operator: Operator, sought: string | boolean): Test<Thing>;
}

export type FilterAttributes<Thing> = Record<string, FilterAttribute<Thing>>;

const ALL_OPERATORS: readonly Operator[] = ['eq', 'sw', 'ew', 'co'];
const TOKEN = /\s*([()]|"(?:[^"\\]|\\["\\])*"|[^\s()"]+)/y;
const MAX_DEPTH = 10;

const COMPARE: Record<Operator, (value: string, sought: string) => boolean> = {
	eq: (value, sought) => value === sought,
	sw: (value, sought) => value.startsWith(sought),
	ew: (value, sought) => value.endsWith(sought),
	co: (value, sought) => value.includes(sought),
};

/** An attribute that is text. Upper and lower case are the same; what is absent fits nothing. */
export function text<Thing>(
	operators: readonly Operator[],
	read: (thing: Thing) => unknown,
): FilterAttribute<Thing> {
	return {
		operators,
		test(operator, sought) {
			if (typeof sought !== 'string') throw wrongFilter();
			const compare = COMPARE[operator];
			const lower = sought.toLowerCase();
			return (thing) => {
				const value = read(thing);
				return typeof value === 'string' && compare(value.toLowerCase(), lower);
			};
		},
	};
}

/** An attribute that is true or false. */
export function flag<Thing>(read: (thing: Thing) => boolean): FilterAttribute<Thing> {
	return {
		operators: ['eq'],
		test(_operator, sought) {
			if (typeof sought !== 'boolean') throw wrongFilter();
			return (thing) => read(thing) === sought;
		},
	};
}

/**
 * Returns a test for objects that match a SCIM filter. Without a filter, all objects match.
 *
 * @param attributes the attributes that may be compared, by their names in the API. One of the
 * elements of a list (`memberOfGroups[id eq "…"]`) is named up to its operator: `memberOfGroups[id`.
 * @throws 400 where the filter has another attribute or operator, or another form.
 */
export function matching<Thing>(
	filter: unknown,
	attributes: FilterAttributes<Thing>,
	operators = ALL_OPERATORS,
): Test<Thing> {
	if (filter === undefined) return () => true;
	return new FilterParser(tokensOf(String(filter)), attributes, operators).parse();
}

class FilterParser<Thing> {
	private depth = 0;

	constructor(
		private readonly tokens: string[],
		private readonly attributes: FilterAttributes<Thing>,
		private readonly operators: readonly Operator[],
	) {}

	parse(): Test<Thing> {
		const test = this.alternatives();
		if (this.tokens.length > 0) throw wrongFilter();
		return test;
	}

	private alternatives(): Test<Thing> {
		const tests = [this.conjunction()];
		while (this.takes('or')) tests.push(this.conjunction());
		return (thing) => tests.some((test) => test(thing));
	}

	private conjunction(): Test<Thing> {
		const tests = [this.term()];
		while (this.takes('and')) tests.push(this.term());
		return (thing) => tests.every((test) => test(thing));
	}

	private term(): Test<Thing> {
		if (!this.takes('(')) return this.comparison();
		if (++this.depth > MAX_DEPTH) throw wrongFilter();
		const test = this.alternatives();
		if (!this.takes(')')) throw wrongFilter();
		this.depth -= 1;
		return test;
	}

	private comparison(): Test<Thing> {
		const [name = '', operator, sought = ''] = this.tokens.splice(0, 3);
		if (!Object.hasOwn(this.attributes, name)) throw wrongFilter();
		const attribute = this.attributes[name];
		const known = this.operators.find((allowed) => allowed === operator);
		if (known === undefined || !attribute.operators.includes(known)) throw wrongFilter();
		if (name.includes('[') && !this.takes(']')) throw wrongFilter();
		return attribute.test(known, literal(sought));
	}

	private takes(token: string): boolean {
		const isNext = this.tokens[0] === token;
		if (isNext) this.tokens.shift();
		return isNext;
	}
}

function tokensOf(filter: string): string[] {
	const tokens: string[] = [];
	const token = new RegExp(TOKEN);
	while (token.lastIndex < filter.length) {
		const found = token.exec(filter);
		if (found === null) throw wrongFilter();
		tokens.push(found[1]);
	}
	return tokens;
}

function literal(token: string): string | boolean {
	if (token === 'true' || token === 'false') return token === 'true';
	if (!token.startsWith('"')) throw wrongFilter();
	return token.slice(1, -1).replace(/\\(.)/g, '$1');
}

/** The error for a filter that PingOne does not know. */
export function wrongFilter() {
	return invalid('filter', 'The filter is not supported', 'INVALID_FILTER');
}
