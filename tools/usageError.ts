/** The command line, or what it asks for, is wrong. */
export class UsageError extends Error {}

/** True if a command was called with wrong arguments; Node.js's `parseArgs` reports that, too. */
export function isUsageError(error: unknown): boolean {
	if (error instanceof UsageError) return true;
	return (
		error instanceof TypeError && 'code' in error && /^ERR_PARSE_ARGS/.test(String(error.code))
	);
}
