import type { ApiResponse, Subject } from '../errors/responseErrors';
import type { Environment } from '../environment';
import { errorBody } from '../errors/errorBody';
import { PingOneError } from '../errors/pingOneError';
import { quote } from '../text';

/** Returns PingOne's details if a value is not unique; undefined for any other response. */
export function uniquenessDetails({ status, body }: ApiResponse): string[] | undefined {
	const error = status === 400 || status === 409 ? errorBody(body) : undefined;
	return error?.detailCodes.includes('UNIQUENESS_VIOLATION') ? error.details : undefined;
}

/** Returns the error for a value that another user has. @param details from `uniquenessDetails`. */
export function takenValueError(
	environment: Environment,
	response: ApiResponse,
	subject: Subject,
	details: string[],
	username: string,
	advice: string,
): PingOneError {
	const { description, status, codes } = environment.error(response, subject);
	const isOfUsername = details.every(
		(detail) => !detail.includes(': ') || /username/i.test(detail),
	);
	const what = isOfUsername ? `the username ${quote(username)}` : 'a value that must be unique';
	return new PingOneError(
		`Another user has ${what} already: PingOne refused the request for ${subject.name}`,
		`${advice} ${description}`,
		status,
		codes,
	);
}
