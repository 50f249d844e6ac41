import { inOneFile } from './inOneFile';

inOneFile([
	'schedulerIsolation',
	'schedulerTrouble',
	'scheduler.property',
	'rateLimiterTargets',
	'networkErrors',
	'client',
	'endedSessions',
	'jobOrder',
]);
