/** Client secrets of applications. PingOne keeps one previous secret for some time. */
import type { IDataObject } from 'n8n-workflow';
import { CLIENT_APPLICATION_DEVELOPER } from '../auth/roles';
import { confirmChange, isNoContent } from '../confirmChange';
import { toPingOneError, UncheckedError } from '../errors/pingOneError';
import { isNotFound, type Subject } from '../errors/responseErrors';
import { isJsonObject, objectIn, textOf } from '../json';
import { applicationLabel, applicationPath, type ApplicationTarget } from './applications';

/** The previous secret of an application; null if there is none. Times are ISO 8601. */
export interface PreviousSecret {
	previousSecretExpiresAt: string | null;
	previousSecretLastUsedAt: string | null;
}

/**
 * Reads whether the previous secret of an application is still valid. PingOne's response contains
 * the secrets; they are dropped here.
 */
export async function readPreviousSecret(target: ApplicationTarget): Promise<PreviousSecret> {
	const read = target.environment.get(secretPath(target), secretSubject(target));
	return previousIn(await read.catch(withAdvice));
}

function previousIn(response: IDataObject): PreviousSecret {
	const { expiresAt, lastUsed } = objectIn(response, 'previous');
	return {
		previousSecretExpiresAt: textOf(expiresAt),
		previousSecretLastUsedAt: textOf(lastUsed),
	};
}

/**
 * Gives an application a new client secret. Never repeated after an unknown outcome, because
 * PingOne keeps only one previous secret: a second rotation ends the one that is in use.
 *
 * @param keepPreviousMs how long the previous secret stays valid; 0 ends it at once.
 * @throws {PingOneError} also if the previous secret is to end, and PingOne shows that it does not.
 */
export async function rotateSecret(
	target: ApplicationTarget,
	keepPreviousMs: number,
): Promise<PreviousSecret & { secret: string }> {
	const { environment, application } = target;
	const expiresAt = new Date(Date.now() + keepPreviousMs).toISOString();
	const response = await environment.send('POST', secretPath(target), {
		body: keepPreviousMs === 0 ? {} : { previous: { expiresAt } },
		ifUnknown:
			'It is not known whether the application has a new secret. Do not rotate it again: read the state first, with Get and Include Secret State, or in the PingOne admin console.',
	});
	const subject = secretSubject(target);
	const rotated = await confirmChange(
		{ environment, response, subject },
		{
			inResponse: ({ body }) => {
				const secret = isJsonObject(body) ? textOf(body.secret) : null;
				return isJsonObject(body) && secret ? { ...previousIn(body), secret } : undefined;
			},
		},
	).catch(withAdvice);
	const { previousSecretExpiresAt } = rotated;
	if (keepPreviousMs > 0 || !(Date.parse(previousSecretExpiresAt ?? '') > Date.now())) {
		return rotated;
	}
	throw new UncheckedError(
		`Application ${applicationLabel(application)} has a new secret, but the previous one stays valid until ${previousSecretExpiresAt}`,
		'End it with Delete Previous Secret.',
	);
}

/**
 * Ends the previous secret of an application now.
 *
 * @returns false if there was none.
 */
export async function deletePreviousSecret(target: ApplicationTarget): Promise<boolean> {
	const { environment } = target;
	const response = await environment.send('DELETE', secretPath(target), {
		isRepeatable: true,
		ifUnknown:
			'It is not known whether PingOne ended the previous secret. Run the workflow again for this item: doing it twice does no harm.',
	});
	if (isNotFound(response)) return response.hadUnknownOutcome === true;
	return await confirmChange(
		{ environment, response, subject: secretSubject(target) },
		{
			inResponse: isNoContent,
			read: async (after) =>
				(await readPreviousSecret({ ...target, environment: after })).previousSecretExpiresAt ===
					null || undefined,
		},
	).catch(withAdvice);
}

function withAdvice(error: unknown): never {
	const known = toPingOneError(error);
	if (known.status !== 403) throw known;
	throw known.with({
		description: `A worker application cannot read its own secret. PingOne also refuses the secret of an application that has a role which is read-only for this credential: a role that the credential neither has itself nor can assign. ${known.description}`,
	});
}

function secretPath({ application }: ApplicationTarget): string {
	return `${applicationPath(application.id)}/secret`;
}

function secretSubject({ environment, application }: ApplicationTarget): Subject {
	return {
		name: `the secret of application ${applicationLabel(application)} in environment ${environment.id}`,
		role: CLIENT_APPLICATION_DEVELOPER,
	};
}
