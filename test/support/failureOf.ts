import { PingOneError } from '../../nodes/shared/pingone/errors/pingOneError';

/** The failure that a piece of work ends with; that it ends otherwise fails the test. */
export async function failureOf(work: () => unknown): Promise<PingOneError> {
	try {
		await work();
	} catch (error) {
		if (error instanceof PingOneError) return error;
		throw error;
	}
	throw new Error('It did not fail.');
}
