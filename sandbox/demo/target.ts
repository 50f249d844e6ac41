/** Where the demo runs, and whose sessions it ends: in the simulator, or in a real PingOne. */
import type { IDataObject } from 'n8n-workflow';
import { accessTokenOf } from '../../nodes/shared/pingone/accessToken';
import { apiBase } from '../../nodes/shared/pingone/addresses';
import { sessionAddress } from '../../nodes/shared/pingone/sessions';
import { tokenData, workerData } from '../n8n/credentialData';
import type { StoredCredentials } from '../n8n/engine';
import type { Choice } from '../n8n/examples';
import { seededId, WORKFORCE_ID } from '../pingone/seededIds';
import type { PingOneSimulator } from '../pingone/simulator';

export const TOKEN_VARIABLE = 'PINGONE_ACCESS_TOKEN';
export const DEFAULT_API_PATH = 'https://api.pingone.com/v1';
/** The files in the folder examples: all sessions of a user, and one session. */
export const OFFBOARDING = '1-hr-offboarding.json';
export const TICKET = '2-ticket.json';

/** The command line, or what it asks for, is wrong. */
export class UsageError extends Error {}

export interface Target extends Choice {
	apiPath: string;
	credentials: StoredCredentials;
	/** The workflow's file in the folder examples, and the ticket that its webhook receives. */
	example: string;
	ticket: IDataObject;
	/** Whose sessions they are, as a sentence begins. */
	user: string;
	/** The path that shows whether the user is signed in, and a token that may read it. */
	checkPath: string;
	accessToken: string;
}

/** All sessions of Jane Doe. */
export function simulatorTarget(simulator: PingOneSimulator): Target {
	const { apiPath } = simulator;
	return {
		apiPath,
		environmentId: WORKFORCE_ID,
		authentication: 'worker',
		credentials: { pingOneWorkerApi: workerData(simulator) },
		example: OFFBOARDING,
		ticket: { ticket: 'HR-2041', email: 'jane.doe@acme.example' },
		user: 'Jane Doe',
		checkPath: `/environments/${WORKFORCE_ID}/users/${JANE}/sessions`,
		accessToken: tokenData(simulator).accessToken,
	};
}

export const JANE = seededId('user jane.doe');

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
	const { environmentId, sessionId, path } = sessionAddress(environment, session);
	const credential = { apiPath: apiBase(apiPath), accessToken: accessTokenOf(token) };
	return {
		...credential,
		environmentId,
		authentication: 'accessToken',
		credentials: { pingOneApi: credential },
		example: TICKET,
		ticket: { ticket: 'npm start', sessionId },
		user: 'The user of this session',
		checkPath: path,
	};
}
