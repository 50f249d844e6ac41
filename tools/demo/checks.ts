/** Reads the state in PingOne directly, not through n8n, before and after the workflow. */
import axios, { type AxiosResponse } from 'axios';

export interface Check {
	/** The object that is checked, as the start of a sentence. */
	subject: string;
	/** The state, as the end of the sentence 'It is …'. */
	state(): Promise<string>;
	/** The state in which it must not be afterwards, and the error if it is. */
	failedIf: { state: string; message: string };
}

/** The address of PingOne's API, and a token that may read. */
export interface Api {
	apiPath: string;
	accessToken: string;
}

const SIGNED_IN = 'signed in';
const SIGNED_OUT = 'signed out';
const ENABLED = 'enabled';
const ACCEPTED = 'accepted';

/** @param path of one session, or of all sessions of a user. */
export function sessionCheck(api: Api, subject: string, path: string): Check {
	return {
		subject,
		state: async () => {
			const response = await get(api, path);
			if (response?.status === 200) {
				return response.data?._embedded?.sessions?.length === 0 ? SIGNED_OUT : SIGNED_IN;
			}
			if (response?.status === 404 && response.data?.code === 'NOT_FOUND') return SIGNED_OUT;
			return unknownState(response);
		},
		failedIf: {
			state: SIGNED_IN,
			message: 'PingOne accepted the reset, but still shows a session',
		},
	};
}

/** @param path of a user. */
export function accountCheck(api: Api, subject: string, path: string): Check {
	return {
		subject,
		state: async () => {
			const response = await get(api, path);
			const enabled = response?.status === 200 ? response.data?.enabled : undefined;
			if (typeof enabled !== 'boolean') return unknownState(response);
			return enabled ? ENABLED : 'disabled';
		},
		failedIf: {
			state: ENABLED,
			message: 'PingOne accepted the request, but the user is still enabled',
		},
	};
}

/** @param signOnError tries to sign on, and gives the reason if PingOne refuses. */
export function signOnCheck(subject: string, signOnError: () => string | undefined): Check {
	return {
		subject,
		state: async () => {
			const reason = signOnError();
			return reason === undefined ? ACCEPTED : `refused: ${reason}`;
		},
		failedIf: { state: ACCEPTED, message: 'The user is disabled, but can still sign on' },
	};
}

async function get({ apiPath, accessToken }: Api, path: string) {
	return await axios
		.get(`${apiPath}${path}`, {
			headers: { Authorization: `Bearer ${accessToken}` },
			maxRedirects: 0,
			validateStatus: () => true,
		})
		.catch(() => undefined);
}

function unknownState(response?: AxiosResponse): string {
	return `in an unknown state (${response?.status ?? 'no response'})`;
}
