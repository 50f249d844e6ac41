import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isJsonObject } from '../../simulator/requestBody';
import { seededWorker } from '../../simulator/seed/seed';
import type { PingOneSimulator } from '../../simulator/simulator';
import type { N8nSandbox } from '../support/product';

/** Folders with n8n's programs, which hold no data. */
const PROGRAMS = ['.n8n/nodes', '.cache'];

/** A secret that is written across two pages of a database is still whole in one of its pieces. */
const PIECES = 3;

/** The pieces of a shorter one, in characters, would be found by chance. */
const MIN_LENGTH_IN_PIECES = 18;

/** The requests in which a user gets a password. */
const GIVES_PASSWORD = /vnd\.pingidentity\.(password\.set|user\.import)\+json/;

/**
 * Searches all that n8n has written (database, write-ahead log, logs, files) byte by byte for the
 * client secret, for every token that PingOne handed out, and for every password that a user was
 * given through this package, and for the secret of every webhook, as they are and in base64. A test in which a user gets a password must
 * have it in no item and no parameter: what n8n has there, it stores.
 *
 * @param folders in which n8n has written.
 * @returns a sentence for each find, without the secret.
 */
export async function leaks(
	{ n8n, simulator }: N8nSandbox,
	folders = [n8n.userFolder],
): Promise<string[]> {
	const { clientId, clientSecret } = seededWorker(simulator.tenant);
	const secrets = {
		'the client secret': [clientSecret, ...inBase64(`${clientId}:${clientSecret}`, clientSecret)],
		'an access token': simulator.tenant.tokens.issued.flatMap((token) => {
			// The rest is the same in every token, and no secret.
			const signature = token.split('.').at(-1)!;
			return [signature, ...inBase64(token, signature)];
		}),
		"a webhook's secret": webhookSecrets(simulator).flatMap((secret) => [
			...[secret, ...inBase64(secret, secret)],
		]),
		'a password': sentPasswords(simulator).flatMap((password) => [
			...[password, JSON.stringify(password).slice(1, -1), encodeURIComponent(password)],
			...inBase64(password, password),
		]),
	};
	const found: string[] = [];
	for (const [name, forms] of Object.entries(secrets)) {
		const files = await Promise.all(folders.map((folder) => filesHolding(folder, forms)));
		found.push(...files.flat().map((file) => `${file} has ${name}`));
	}
	return found;
}

/** Returns all passwords in requests to PingOne. */
export function sentPasswords({ received }: PingOneSimulator): string[] {
	return received
		.filter(({ headers }) => GIVES_PASSWORD.test(headers['content-type'] ?? ''))
		.flatMap(({ body }) => {
			const sent: unknown = JSON.parse(body);
			const { value, password } = isJsonObject(sent) ? sent : {};
			const given = isJsonObject(password) ? password.value : value;
			return typeof given === 'string' ? [given] : [];
		});
}

/** Returns all webhook secrets in requests to PingOne. */
export function webhookSecrets({ received }: PingOneSimulator): string[] {
	return received.flatMap(({ path, body }) => {
		const [, secret] = /"Authorization":"Bearer ([\w-]+)"/.exec(body) ?? [];
		return path.includes('/subscriptions') && secret !== undefined ? [secret] : [];
	});
}

/** The files below a folder of n8n's in which a piece of any of the texts is. */
export async function filesHolding(folder: string, texts: string[]): Promise<string[]> {
	const pieces = texts.flatMap(inPieces);
	const holding: string[] = [];
	for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
		const file = join(entry.parentPath, entry.name);
		const path = relative(folder, file);
		if (!entry.isFile() || PROGRAMS.some((programs) => path.startsWith(programs))) continue;
		const content = await readFile(file);
		if (pieces.some((piece) => content.includes(piece))) holding.push(path);
	}
	return holding;
}

function inPieces(text: string): string[] {
	if (text.length < MIN_LENGTH_IN_PIECES) return [text];
	const length = Math.floor(text.length / PIECES);
	return Array.from({ length: PIECES }, (_, piece) => text.slice(piece * length).slice(0, length));
}

/** The end of a text, where the text as a whole or the end alone is in base64. */
function inBase64(text: string, end: string): string[] {
	return [text, end].map((encoded) =>
		Buffer.from(encoded).toString('base64').replace(/=*$/, '').slice(-end.length),
	);
}
