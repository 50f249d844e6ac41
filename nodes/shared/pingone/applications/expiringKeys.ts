import type { IDataObject } from 'n8n-workflow';
import { readAll } from '../collection';
import type { Environment } from '../environment';
import { checkedId } from '../ids';
import { textOf } from '../json';

const DAY_MS = 86_400_000;

const KINDS = [
	{ path: 'keys', kind: 'key' },
	{ path: 'certificates', kind: 'certificate' },
];

/**
 * Lists the keys and certificates that end before a time, each with the applications that use it.
 * PingOne has no filter for this.
 *
 * @param days from now. What has already ended is listed, too.
 */
export async function listExpiringKeys(
	environment: Environment,
	days: number,
): Promise<IDataObject[]> {
	const found: IDataObject[] = [];
	for (const { path, kind } of KINDS) {
		const name = `the ${path} of environment ${environment.id}`;
		const all = await readAll(environment, { path: `/${path}`, name: path, subject: { name } });
		for (const entry of all) {
			const leftMs = Date.parse(String(entry.expiresAt)) - Date.now();
			if (!(leftMs <= days * DAY_MS)) continue;
			const id = checkedId(`PingOne's ${kind} ID`, entry.id);
			const applications = await readAll(environment, {
				path: `/${path}/${id}/applications`,
				name: 'applications',
				subject: { name: `the applications of ${kind} ${id} in environment ${environment.id}` },
			});
			found.push({
				kind,
				name: textOf(entry.name),
				usageType: textOf(entry.usageType),
				status: textOf(entry.status),
				expiresAt: textOf(entry.expiresAt),
				daysLeft: Math.floor(leftMs / DAY_MS),
				applications: applications.map((one) => ({ id: textOf(one.id), name: textOf(one.name) })),
				id,
			});
		}
	}
	return found.sort((a, b) => Number(a.daysLeft) - Number(b.daysLeft));
}
