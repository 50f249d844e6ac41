import { inOneFile } from './inOneFile';

// On a virtual clock, a request that is never sent fails at once; elsewhere, a test waits for it.
inOneFile([
	'outcome',
	'rateLimiter',
	'requestQueue',
	'alarm',
	'circuitBreaker',
	'singleFlight',
	'scheduledRequest',
	'schedulerRepeats',
	'schedulerWaiting',
	'schedulerEnd',
]);
