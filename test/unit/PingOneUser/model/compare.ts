/** Compares outputs and states, whatever the order of their keys, users and groups. */
import type { IDataObject } from 'n8n-workflow';
import { userById, type State, type User } from './pingOne';

export function isEqual(one: unknown, other: unknown): boolean {
	return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));
}

/** Objects with sorted keys, and lists in an order of their own. When something happened does not count. */
function inOrder(value: unknown): unknown {
	if (Array.isArray(value)) {
		return value.map(inOrder).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
	}
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([key]) => !/(created|Changed)At$/.test(key))
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, own]) => [key, inOrder(own)]),
	);
}

/** Returns what an item puts out in another way than the model; it may put out more. */
export function outputDifference(output: IDataObject[], expected: IDataObject[]): string[] {
	const shown = output.map((one, index) =>
		Object.fromEntries(Object.keys(expected[index] ?? {}).map((key) => [key, idsIn(one[key])])),
	);
	return isEqual(shown, expected)
		? []
		: [`puts out ${JSON.stringify(shown)}, and the model ${JSON.stringify(expected)}`];
}

/** The IDs of groups, which is how the model shows them. */
function idsIn(value: unknown): unknown {
	return Array.isArray(value) ? value.map(({ id }) => id) : value;
}

/** Returns what is different of each user, one sentence for each. */
export function stateDifference(actual: State, expected: State): string[] {
	const ids = new Set([...actual.users, ...expected.users].map(({ id }) => id));
	return [...ids].flatMap((id) => {
		const [is, should] = [userById(actual, id), userById(expected, id)];
		if (is === undefined) return [`User ${id} is in the model alone`];
		if (should === undefined) return [`User ${id} is in PingOne alone`];
		const names = Object.keys(is) as Array<keyof User>;
		return names
			.filter((name) => !isEqual({ [name]: is[name] }, { [name]: should[name] }))
			.map((name) => {
				const [shown, expectedValue] = [is[name], should[name]].map((value) =>
					JSON.stringify(value),
				);
				return `User ${id} has ${name} ${shown} in PingOne, and ${expectedValue} in the model`;
			});
	});
}
