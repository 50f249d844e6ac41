import {
	apiErrorFrom,
	circuitOpenError,
	isNotFound,
	meaningOf,
	rejectsToken,
	tryAgainAdvice,
	type ApiResponse,
} from '../../../nodes/shared/pingone/errors/responseErrors';
import {
	PingOneError,
	TokenError,
	type ErrorContext,
} from '../../../nodes/shared/pingone/errors/pingOneError';

const CONTEXT: ErrorContext = {
	addressField: "'API Path'",
	tokenAdvice: 'Get another token.',
	secrets: new Set(['secret-0123456789']),
};
const SUBJECT = { name: 'session x', role: 'Identity Data Admin' };
const OWN = { code: 'UNEXPECTED_ERROR' };
const OTHER = { code: 'OTHER' };
const INVALID_TOKEN = { code: 'ACCESS_FAILED', details: [{ code: 'INVALID_TOKEN' }] };
const MISSING_ROLE = { code: 'ACCESS_FAILED', details: [{ code: 'INSUFFICIENT_PERMISSIONS' }] };
const LICENSE = { code: 'ACCESS_FAILED', details: [{ code: 'LICENSE_EXCEEDED' }] };

const ADDRESS_ADVICE =
	"Check 'API Path' in the PingOne credential, and that no proxy or sign-on page is in between.";
const NEVER_FOLLOWED = `The token is only sent to the host in the credential. ${ADDRESS_ADVICE}`;
const ROLE_ADVICE =
	'Give the application or user behind the token the role Identity Data Admin in this environment, and check the environment ID: PingOne responds in the same way if the environment does not exist. A role that was given a moment ago may take a minute to work.';
const UNKNOWN_ADVICE =
	'It is not known whether PingOne carried it out: look in PingOne before you run the workflow again for this item.';
const LIMIT_ADVICE =
	'A PingOne administrator can lift the limit for the IP address of this n8n: Settings > Rate Limits in the PingOne admin console.';
const LATER = 'Run the workflow again later for this item.';

const TOKEN_REFUSED = 'PingOne does not accept the access token: it has expired or is wrong (401)';
const TOO_MANY = 'PingOne rate limit reached (429): the request for session x was refused';
const WEB_PAGE = "Received a web page instead of PingOne's response about session x";
const NOT_API = "Received an unexpected response instead of PingOne's response about session x";

const errorFrom = (response: ApiResponse, subject = SUBJECT, context = CONTEXT) =>
	apiErrorFrom(response, subject, context);

describe('what an outcome means', () => {
	it.each([
		[204, '', 'done'],
		[200, '<html>Sign in</html>', 'done'],
		[299, OWN, 'done'],
		[300, '', 'refused'],
		[302, '', 'refused'],
		[403, OTHER, 'refused'],
		[404, OTHER, 'refused'],
		[429, OTHER, 'refused'],
		[401, '', 'fatal'],
		[401, INVALID_TOKEN, 'fatal'],
		[401, MISSING_ROLE, 'refused'],
		[403, INVALID_TOKEN, 'refused'],
		[499, OTHER, 'refused'],
		[500, OWN, 'mayHaveBeenCarriedOut'],
		[503, OWN, 'mayHaveBeenCarriedOut'],
		[502, '<html>Bad gateway</html>', 'refused'],
		[503, '', 'refused'],
		[503, { code: 503 }, 'refused'],
		[400, OWN, 'mayHaveBeenCarriedOut'],
		[401, OWN, 'mayHaveBeenCarriedOut'],
		[415, { code: 'INVALID_REQUEST' }, 'refused'],
	])('%i %j: %s', (status, body, meaning) => {
		expect(meaningOf({ response: { status, body } })).toBe(meaning);
	});

	it('415 is repeated only if the call says so', () => {
		const outcome = { response: { status: 415, body: '' } };
		expect([meaningOf(outcome), meaningOf(outcome, true)]).toEqual(['refused', 'refusedForNow']);
	});

	it.each([
		[new TokenError('No token', 'Check the secret.', false), 'fatal'],
		[new TokenError('No token', 'Wait.', true), 'notReady'],
		[new PingOneError('Odd', 'Check it.'), 'refused'],
		[new Error('Domain not allowed'), 'refused'],
		[Object.assign(new Error('cut'), { code: 'ECONNRESET' }), 'mayHaveBeenCarriedOut'],
	])('%s: %s', (error, meaning) => {
		expect(meaningOf({ error })).toBe(meaning);
	});
});

describe('a response', () => {
	it.each([
		[401, '', true],
		[401, OWN, false],
		[401, INVALID_TOKEN, true],
		[401, MISSING_ROLE, false],
		[403, INVALID_TOKEN, false],
		[200, '', false],
	])('%i %j is about the token: %s', (status, body, isAboutToken) => {
		expect(rejectsToken({ status, body })).toBe(isAboutToken);
	});

	it.each([
		[404, { code: 'NOT_FOUND' }, true],
		[404, { code: 'OTHER' }, false],
		[404, '', false],
		[404, '<html>', false],
		[404, null, false],
		[404, ['NOT_FOUND'], false],
		[410, { code: 'NOT_FOUND' }, false],
	])("%i %j is PingOne's own word that there is no such thing: %s", (status, body, isOwn) => {
		expect(isNotFound({ status, body })).toBe(isOwn);
	});
});

describe('an error for a response', () => {
	it.each<[number, unknown, string, string]>([
		[401, '', TOKEN_REFUSED, 'Get another token.'],
		[401, OTHER, TOKEN_REFUSED, 'Get another token. PingOne said: OTHER'],
		[
			403,
			{ code: 'X' },
			'PingOne denies access to session x (403)',
			`${ROLE_ADVICE} PingOne said: X`,
		],
		[
			401,
			MISSING_ROLE,
			'PingOne denies access to session x (401)',
			`${ROLE_ADVICE} PingOne said: ACCESS_FAILED – INSUFFICIENT_PERMISSIONS`,
		],
		[
			403,
			LICENSE,
			'PingOne denies access to session x (403)',
			"The organization's PingOne license does not cover this call: ask your PingOne administrator. PingOne said: ACCESS_FAILED – LICENSE_EXCEEDED",
		],
		[
			404,
			{ code: 'NOT_FOUND' },
			'PingOne does not know session x (404)',
			'Check the IDs, and that they belong to the same environment. PingOne may take a minute to find what was created a moment ago. PingOne said: NOT_FOUND',
		],
		[
			400,
			{ code: 'INVALID_DATA' },
			'PingOne refused the request for session x (400)',
			"Check the parameters against PingOne's message. PingOne said: INVALID_DATA",
		],
		...[400, 401, 403, 404].map((status): [number, unknown, string, string] => [
			status,
			OWN,
			`PingOne could not carry out the request for session x (${status})`,
			`${UNKNOWN_ADVICE} PingOne said: UNEXPECTED_ERROR`,
		]),
		[
			415,
			{ code: 'INVALID_REQUEST' },
			'PingOne did not accept the content type of the request for session x (415)',
			`This may be temporary. ${LATER} If it happens again, report it to the maintainers of this package. PingOne said: INVALID_REQUEST`,
		],
		[429, '', TOO_MANY, `${LATER} ${LIMIT_ADVICE}`],
		[
			429,
			{ code: 'REQUEST_LIMITED' },
			TOO_MANY,
			`${LATER} ${LIMIT_ADVICE} PingOne said: REQUEST_LIMITED`,
		],
		[500, '', 'PingOne could not carry out the request for session x (500)', UNKNOWN_ADVICE],
		[
			503,
			OWN,
			'PingOne could not carry out the request for session x (503)',
			`${UNKNOWN_ADVICE} PingOne said: UNEXPECTED_ERROR`,
		],
		[
			300,
			'',
			'The request for session x was redirected to another address (300); redirects are not followed',
			NEVER_FOLLOWED,
		],
		[
			399,
			'',
			'The request for session x was redirected to another address (399); redirects are not followed',
			NEVER_FOLLOWED,
		],
		[299, '', `${NOT_API} (299)`, ADDRESS_ADVICE],
		[400, '', `${NOT_API} (400)`, ADDRESS_ADVICE],
		[404, { ok: false }, `${NOT_API} (404)`, ADDRESS_ADVICE],
		[200, '<html>', `${WEB_PAGE} (200)`, ADDRESS_ADVICE],
		[200, ' \n<!doctype html>', `${WEB_PAGE} (200)`, ADDRESS_ADVICE],
		[200, 'a < b', `${NOT_API} (200)`, ADDRESS_ADVICE],
	])('%i %j', (status, body, message, description) => {
		expect(errorFrom({ status, body })).toMatchObject({ message, description, status });
	});

	it('names no role if the call does not', () => {
		const { description } = errorFrom({ status: 403, body: OTHER }, {
			name: 'x',
		} as typeof SUBJECT);
		expect(description).toContain('behind the token a role that covers this in this environment');
	});

	it('says how often it was tried, and how long PingOne asks to wait', () => {
		const headers = { 'retry-after': '61' };
		expect(errorFrom({ status: 429, body: '', attempts: 3, headers }).description).toBe(
			`Tried 3 times. ${LATER} ${LIMIT_ADVICE} PingOne asks to wait 61 s.`,
		);
		expect(errorFrom({ status: 429, body: '', attempts: 1 }).description).toBe(
			`${LATER} ${LIMIT_ADVICE}`,
		);
	});

	it('quotes PingOne whole, with its reference, and without a secret', () => {
		const body = {
			id: 'ref-1 secret-0123456789',
			code: 'INVALID_DATA',
			message: 'Bad secret-0123456789.',
			details: [
				{ code: 'INVALID_VALUE', target: 'id', message: 'Not a UUID' },
				{ target: 'name' },
				{},
				'odd',
				{ code: 42, message: '' },
			],
		};
		expect(errorFrom({ status: 400, body }).description).toBe(
			"Check the parameters against PingOne's message. PingOne said: INVALID_DATA – Bad [hidden]. – INVALID_VALUE: id: Not a UUID – name (reference ref-1 [hidden])",
		);
	});

	it.each([{ details: 'odd' }, { details: null }, { id: '', message: '' }, { id: 1, message: 2 }])(
		'takes what is not as it should be for missing: %j',
		(odd) => {
			expect(errorFrom({ status: 400, body: { code: 'X', ...odd } }).description).toMatch(
				/PingOne said: X$/,
			);
		},
	);

	it('for too many requests does not claim that nothing was done, if an earlier attempt may have been', () => {
		const response = { status: 429, body: '', hadUnknownOutcome: true };
		expect(errorFrom(response)).toMatchObject({
			message: TOO_MANY,
			description: `An earlier attempt may have been carried out. ${UNKNOWN_ADVICE} ${LIMIT_ADVICE}`,
		});
	});

	it('for a 5xx says what to do if it was carried out, as the call knows it', () => {
		const ifUnknown = 'Twice does no harm.';
		expect(errorFrom({ status: 500, body: '', ifUnknown }).description).toBe(ifUnknown);
	});

	it('speaks of no items in the editor', () => {
		const context = { ...CONTEXT, isWithoutItems: true };
		expect(errorFrom({ status: 429, body: '' }, SUBJECT, context).description).toBe(
			`Try again in a minute. ${LIMIT_ADVICE}`,
		);
		expect(tryAgainAdvice()).toBe(LATER);
	});
});

describe('the error of a request that was not sent', () => {
	const cause = new PingOneError('It broke', 'Mend it.', 503);

	it('because all would fail in the same way has the reason and the advice', () => {
		expect(circuitOpenError(cause, true, 'api.pingone.eu')).toMatchObject({
			message: 'It broke',
			description: 'This item was not tried. Mend it.',
			status: 503,
		});
	});

	it('because none succeeds has what was heard last', () => {
		expect(circuitOpenError(cause, false, 'api.pingone.eu')).toMatchObject({
			message: 'No request to api.pingone.eu succeeds any more, so this item was not tried',
			description:
				'The last response: It broke. Run the workflow again later for the failed items.',
			status: 503,
		});
	});
});
