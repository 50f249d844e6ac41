/** What is seen of a run of the check, and of its test user. */
import { seededUserId } from '../../../sandbox/pingone/seededIds';
import type { Session } from '../../../sandbox/pingone/session';
import type { PingOneSimulator } from '../../../sandbox/pingone/simulator';
import type { CheckRun } from './runInSimulator';

/** Why the report does not settle a line; undefined where it does. */
export function notSettled(text: string, key: string): string | undefined {
	return JSON.parse(text).facts[key].notSettled;
}

/** How many such requests were sent. */
export function sent({ simulator }: CheckRun, method: string, path: RegExp): number {
	const fits = (one: { method: string; path: string }) =>
		one.method === method && path.test(one.path);
	return simulator.received.filter(fits).length;
}

/** Those of the test user that have not ended. */
export function sessionsOf({ tenant }: PingOneSimulator): Session[] {
	const jane = seededUserId('jane.doe');
	return [...tenant.sessions.values()].filter(({ userId }) => userId === jane);
}
