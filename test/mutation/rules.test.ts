import { inOneFile } from './inOneFile';

inOneFile([
	'ids',
	'text',
	'mask',
	'errors',
	'accessToken',
	'addresses',
	'transactionId',
	'retryAfter',
	'networkErrors',
	'outcome',
	'apiErrors',
	'requestErrors',
	'endedSessions',
	'worker',
	'tokenRenewal',
	'client',
]);
