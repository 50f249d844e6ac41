/** The command line, or what it asks for, is wrong. */
export class UsageError extends Error {}

/** Whether a command was called in the wrong way, as `parseArgs` of Node.js says it, too. */
export function isUsageError(error: unknown): boolean {
	if (error instanceof UsageError) return true;
	return (
		error instanceof TypeError && 'code' in error && /^ERR_PARSE_ARGS/.test(String(error.code))
	);
}
