import { randomUUID } from 'node:crypto';

interface Detail {
	code: string;
	message: string;
	target?: string;
}

/** A request that is not carried out, in the shape of PingOne's errors. */
export class ApiError extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		message: string,
		private readonly details: Detail[] = [],
	) {
		super(message);
	}

	body(): object {
		return {
			id: randomUUID(),
			code: this.code,
			message: this.message,
			...(this.details.length > 0 && { details: this.details }),
		};
	}
}

/** A token that is not handed out, in the shape of OAuth's errors (RFC 6749, 5.2). */
export class TokenError extends ApiError {
	override body() {
		const { code: error, message } = this;
		return { error, error_description: `${message} (Correlation ID: ${randomUUID()})` };
	}
}

export const noToken = () =>
	new ApiError(
		401,
		'ACCESS_FAILED',
		'The request could not be completed. You do not have access.',
		[{ code: 'INVALID_TOKEN', message: 'The access token is missing, expired or not valid' }],
	);

export const noAccess = () =>
	new ApiError(
		403,
		'ACCESS_FAILED',
		'The request could not be completed. You do not have access.',
		[
			{
				code: 'INSUFFICIENT_PERMISSIONS',
				message: 'You do not have permissions or are not licensed to make this request.',
			},
		],
	);

export const notFound = () =>
	new ApiError(
		404,
		'NOT_FOUND',
		'The request could not be completed. The requested resource was not found.',
	);

export const invalid = (target: string, message: string, code = 'INVALID_VALUE') =>
	new ApiError(
		400,
		'INVALID_DATA',
		'The request could not be completed. One or more validation errors were in the request.',
		[{ code, target, message }],
	);

/** A request that is well formed, but cannot be carried out in the current state. */
export const requestFailed = (code: string, message: string) =>
	new ApiError(400, 'REQUEST_FAILED', 'The request could not be completed.', [{ code, message }]);

export const wrongMethod = () =>
	new ApiError(
		405,
		'REQUEST_FAILED',
		'The request could not be completed. The method is not allowed.',
	);

export const wrongMediaType = () =>
	new ApiError(
		415,
		'INVALID_REQUEST',
		'The request could not be completed. The content type is not supported.',
	);

/** PingOne's code for a failure of its own. It may come with a status of any class. */
export const unexpectedError = (status = 500) =>
	new ApiError(status, 'UNEXPECTED_ERROR', 'An unexpected error occurred. Please try again.');

export const tooFast = () =>
	new ApiError(
		429,
		'REQUEST_LIMITED',
		'The request could not be completed. You have exceeded your limit.',
		[{ code: 'LIMIT_EXCEEDED', message: 'The rate limit was exceeded' }],
	);
