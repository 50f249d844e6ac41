import {
	CircuitOpenError,
	RequestAbortedError,
	RequestTimeoutError,
} from '../../../nodes/shared/http/requestErrors';
import { meaningOfError, networkErrorKind } from '../../../nodes/shared/http/networkErrors';

const coded = (code: unknown, cause?: unknown) =>
	Object.assign(new Error('odd', { cause }), { code });

describe('an error of a request', () => {
	it.each([
		['ECONNABORTED', 'timeout', 'mayHaveBeenCarriedOut'],
		['ETIMEDOUT', 'timeout', 'mayHaveBeenCarriedOut'],
		['ESOCKETTIMEDOUT', 'timeout', 'mayHaveBeenCarriedOut'],
		['ERR_CANCELED', 'aborted', 'mayHaveBeenCarriedOut'],
		['ECONNRESET', 'cut', 'mayHaveBeenCarriedOut'],
		['EPIPE', 'cut', 'mayHaveBeenCarriedOut'],
		['ERR_STREAM_PREMATURE_CLOSE', 'cut', 'mayHaveBeenCarriedOut'],
		['ERR_BAD_RESPONSE', 'cut', 'mayHaveBeenCarriedOut'],
		['HPE_INVALID_CONSTANT', 'cut', 'mayHaveBeenCarriedOut'],
		['EAI_AGAIN', 'nameServer', 'notSent'],
		['ECONNREFUSED', 'unreachable', 'notSent'],
		['EHOSTUNREACH', 'unreachable', 'notSent'],
		['ENETUNREACH', 'unreachable', 'notSent'],
		['EADDRNOTAVAIL', 'unreachable', 'notSent'],
		['ENOTFOUND', 'unknownHost', 'fatal'],
		['EAI_NODATA', 'unknownHost', 'fatal'],
		['EAI_NONAME', 'unknownHost', 'fatal'],
		['EPROTO', 'untrusted', 'fatal'],
		['CERT_HAS_EXPIRED', 'untrusted', 'fatal'],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'untrusted', 'fatal'],
		['ERR_TLS_CERT_ALTNAME_INVALID', 'untrusted', 'fatal'],
		['ERR_SSL_WRONG_VERSION_NUMBER', 'untrusted', 'fatal'],
		['EMFILE', 'other', 'refused'],
		['X_HPE_ODD', 'other', 'refused'],
		['XEPROTO', 'other', 'refused'],
		['EPROTONOSUPPORT', 'other', 'refused'],
	])('with the code %s is of the kind %s: %s', (code, kind, meaning) => {
		for (const error of [coded(code), coded(undefined, coded(code)), coded(42, coded(code))]) {
			expect(networkErrorKind(error)).toBe(kind);
			expect(meaningOfError(error)).toBe(meaning);
		}
	});

	it.each([new Error('odd'), 'odd', undefined, { code: 'ECONNRESET' }])(
		'is none of the network without a code: %j',
		(error) => {
			expect(networkErrorKind(error)).toBeUndefined();
			expect(meaningOfError(error)).toBe('refused');
		},
	);

	it('of ours is of the kind that the code of its class stands for', () => {
		expect(networkErrorKind(new RequestTimeoutError('Too late'))).toBe('timeout');
		expect(networkErrorKind(new RequestAbortedError('Stopped'))).toBe('aborted');
		const reason = { error: 'any' };
		expect(new CircuitOpenError(reason)).toMatchObject({
			code: 'CIRCUIT_OPEN',
			message: 'The circuit breaker is open',
			reason,
		});
	});
});
