/** The PingOne that the demo runs against: the simulator or a real one. */
import type { IDataObject } from 'n8n-workflow';
import { accessTokenOf } from '../../nodes/shared/pingone/auth/accessToken';
import { apiBase } from '../../nodes/shared/pingone/auth/addresses';
import { checkedId } from '../../nodes/shared/pingone/ids';
import { tokenData, workerData } from '../../test/support/engine/credentialData';
import type { StoredCredentials } from '../../test/support/engine/engine';
import type { Choice } from '../../test/support/examples';
import { seededPassword } from '../../simulator/seed/seed';
import { seededUserId, WORKFORCE_ID } from '../../simulator/seed/seededIds';
import type { PingOneSimulator } from '../../simulator/simulator';
import { UsageError } from '../usageError';
import { accountCheck, sessionCheck, signOnCheck, type Api, type Check } from './checks';

export const TOKEN_VARIABLE = 'PINGONE_ACCESS_TOKEN';
export const DEFAULT_API_PATH = 'https://api.pingone.com/v1';
/** The files in the folder examples: a user who leaves, and one session. */
export const OFFBOARDING = '1-hr-offboarding.json';
export const TICKET = '2-ticket.json';

export interface Target extends Choice {
	apiPath: string;
	credentials: StoredCredentials;
	/** The workflow's file in the folder examples, and the ticket that its webhook receives. */
	example: string;
	ticket: IDataObject;
	/** The checks before and after the workflow. */
	checks: Check[];
}

const USERNAME = 'jane.doe';
export const JANE = seededUserId(USERNAME);

/** The offboarding of Jane Doe: disables her account, ends her sessions and tries to sign her on. */
export function simulatorTarget(simulator: PingOneSimulator): Target {
	const { apiPath } = simulator;
	const api: Api = { apiPath, accessToken: tokenData(simulator).accessToken };
	const path = `/environments/${WORKFORCE_ID}/users/${JANE}`;
	return {
		apiPath,
		environmentId: WORKFORCE_ID,
		authentication: 'worker',
		credentials: { pingOneWorkerApi: workerData(simulator) },
		example: OFFBOARDING,
		ticket: { ticket: 'HR-2041', email: 'jane.doe@acme.example' },
		checks: [
			accountCheck(api, "Jane Doe's account", path),
			sessionCheck(api, 'Jane Doe', `${path}/sessions`),
			signOnCheck('A sign-on with her password', () => signOnErrorOfJane(simulator)),
		],
	};
}

/** Returns the reason why Jane Doe cannot sign on with her password, or undefined if she can. */
function signOnErrorOfJane({ tenant }: PingOneSimulator): string | undefined {
	const password = seededPassword(tenant, USERNAME);
	const result = tenant.signOn({ environmentId: WORKFORCE_ID, username: USERNAME, password });
	if ('refused' in result) return result.refused;
	// It was an attempt: no session is left of it.
	tenant.sessions.delete(result.session.id);
	return undefined;
}

/**
 * One session.
 *
 * @throws UsageError where an option or the token is missing.
 */
export function realTarget(
	options: { 'api-path'?: string; environment?: string; session?: string },
	token?: string,
): Target {
	const { 'api-path': apiPath = DEFAULT_API_PATH, environment, session } = options;
	const missing = [
		environment === undefined && '--environment',
		session === undefined && '--session',
		!token && `the environment variable ${TOKEN_VARIABLE}`,
	].filter(Boolean);
	if (missing.length > 0) {
		throw new UsageError(`Missing: ${missing.join(', ')}. See npm start -- --help`);
	}
	const environmentId = checkedId('Environment', environment);
	const sessionId = checkedId('Session ID', session);
	const path = `/environments/${environmentId}/sessions/${sessionId}`;
	const api = { apiPath: apiBase(apiPath), accessToken: accessTokenOf(token) };
	return {
		apiPath: api.apiPath,
		environmentId,
		authentication: 'accessToken',
		credentials: { pingOneApi: api },
		example: TICKET,
		ticket: { ticket: 'npm start', sessionId },
		checks: [sessionCheck(api, 'The user of this session', path)],
	};
}
