/** Reads what `npm run check:tenant` has observed, word by word: see `TenantFacts`. */

/** What was observed: how a request was answered, or what came of it. */
export interface Observed {
	status?: number;
	/** Whether the response was in another form than PingOne's. */
	isForeign: boolean;
	/** PingOne's code of an error, or the state that PingOne shows afterwards; empty for none. */
	code: string;
	/** The code of an error's first detail. */
	detail?: string;
	/** All that is none of these. */
	words: string;
}

const OBSERVED = /^(?:(\d{3})(?: |$))?(other(?: |$))?(?:([A-Z_]+)(?:\/([A-Z_]+))?$)?(.*)$/;
const FIRST_STATUS = 200;
const LAST_STATUS = 599;
const FIRST_REFUSAL = 300;

/** `200 LOCKED`, `404 NOT_FOUND`, `400 INVALID_DATA/INVALID_FILTER`, `502 other`, `200 other`, `stay`. */
export function observedIn(text: string): Observed {
	const [, status, other, code = '', detail, words = ''] = OBSERVED.exec(text) ?? [];
	return {
		status: status === undefined ? undefined : Number(status),
		isForeign: other !== undefined,
		code,
		detail,
		words,
	};
}

export function isRefusal({ status = 0 }: Observed): boolean {
	return status >= FIRST_REFUSAL;
}

/** Whether it is a response that a server can send, with nothing behind it that nobody knows. */
export function isResponse({ status = 0, words }: Observed): boolean {
	return words === '' && status >= FIRST_STATUS && status <= LAST_STATUS;
}
