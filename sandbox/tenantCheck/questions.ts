/** Reads what an environment variable has, or asks for it. */
import { isId } from '../../nodes/shared/pingone/ids';
import { UsageError } from '../usageError';

export interface Source {
	env: Partial<Record<string, string>>;
	/** @param isHidden whether what is typed is not shown. @throws where nobody is there to ask. */
	ask(question: string, isHidden?: boolean): Promise<string>;
}

/**
 * Each function takes the name of a variable, which the question shows, and returns a trimmed value.
 * An error names the variable, but not its value: a secret may have got into the wrong one.
 */
export function questionsTo({ env, ask }: Source) {
	async function read(name: string, question: string, isHidden = false): Promise<string> {
		const known = env[name]?.trim();
		return known || (await ask(`${question} (${name}): `, isHidden)).trim();
	}

	/** @param allowed each value, and what it means if that is not plain. @throws {UsageError} for another. */
	async function oneOf(
		name: string,
		question: string,
		allowed: Record<string, string>,
	): Promise<string> {
		const shown = Object.entries(allowed).map(([one, meaning]) =>
			meaning === '' ? one : `${one} (${meaning})`,
		);
		const value = (await read(name, `${question}: ${shown.join(', ')}`)).toLowerCase();
		if (Object.hasOwn(allowed, value)) return value;
		throw new UsageError(`${name} must be one of ${Object.keys(allowed).join(', ')}.`);
	}

	/** @param place where PingOne shows it. @throws {UsageError} where it is not a UUID. */
	async function id(name: string, question: string, place: string): Promise<string> {
		const value = await read(name, `${question}, a UUID`);
		if (isId(value)) return value;
		throw new UsageError(`${name} must be a UUID. In PingOne, look at ${place}.`);
	}

	/** @param isHidden whether what is typed is not shown. @throws {UsageError} where it does not fit. */
	async function text(
		name: string,
		question: string,
		fits: (value: string) => boolean,
		needed: string,
		isHidden = false,
	): Promise<string> {
		const value = await read(name, question, isHidden);
		if (fits(value)) return value;
		throw new UsageError(`${name} must be ${needed}.`);
	}

	return { oneOf, id, text };
}
