import type { Outcome } from './outcome';

/** A request without a response. `code` is the one that Node.js or axios would use. */
abstract class RequestError extends Error {
	abstract readonly code: string;
}

/** No response came in time. */
export class RequestTimeoutError extends RequestError {
	readonly code = 'ETIMEDOUT';
}

/** The execution was stopped. */
export class RequestAbortedError extends RequestError {
	readonly code = 'ERR_CANCELED';
}

/** The request was not sent: the circuit breaker is open. */
export class CircuitOpenError extends RequestError {
	readonly code = 'CIRCUIT_OPEN';

	constructor(
		/** The outcome that opened the circuit, or the last failure before it opened. */
		readonly reason: Outcome,
	) {
		super('The circuit breaker is open');
	}
}
