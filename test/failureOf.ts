import { Failure } from '../nodes/shared/pingone/failure';

/** The failure that a piece of work ends with; that it ends otherwise fails the test. */
export async function failureOf(work: () => unknown): Promise<Failure> {
	try {
		await work();
	} catch (error) {
		if (error instanceof Failure) return error;
		throw error;
	}
	throw new Error('It did not fail.');
}
