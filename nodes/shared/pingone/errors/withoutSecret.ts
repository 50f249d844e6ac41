import { spellings } from '../../http/redaction';
import { sanitize } from '../text';
import { toPingOneError, type PingOneError } from './pingOneError';

/**
 * Returns an error without a secret. `redact` does not hide short secrets: if the description
 * contains one, PingOne's message is left out.
 *
 * @param name of the secret in the sentence, such as 'password'.
 */
export function withoutSecret(
	error: unknown,
	secret: string,
	{ name, advice }: { name: string; advice: string },
): PingOneError {
	const known = toPingOneError(error);
	// In the form in which `sanitize` would show it.
	const shown = spellings(secret).map((spelling) => sanitize(spelling));
	if (!shown.some((spelling) => known.description.includes(spelling))) return known;
	return known.with({
		description: `PingOne's message is not shown, because it may contain the ${name}. ${advice}`,
	});
}
