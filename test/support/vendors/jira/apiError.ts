/** A request that Jira refuses, with the body that it sends then. */
export class JiraError extends Error {
	constructor(
		readonly status: number,
		readonly body: { errorMessages: string[]; errors: Record<string, string> },
	) {
		super(JSON.stringify(body));
	}
}

export function refused(message: string, status = 400): JiraError {
	return new JiraError(status, { errorMessages: [message], errors: {} });
}

/** @param errors a sentence for each field that cannot be as it was sent. */
export function invalidFields(errors: Record<string, string>): JiraError {
	return new JiraError(400, { errorMessages: [], errors });
}
