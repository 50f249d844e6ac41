/**
 * The real n8n with this package installed, beside the PingOne simulator. Everything is on loopback and in
 * temporary folders; the installed n8n is kept in a cache outside the repository.
 */
export { EXAMPLES, PINGONE_NODE, readExample, readyToRun, type Choice } from '../examples';
export { N8nClient, OWNER } from './client';
export type { StoredCredential } from './credentials';
export { outputOf, type Execution } from './executions';
export type { StoredWorkflow } from './workflows';
export { LOOPBACK } from '../../../simulator/loopbackServer';
export { DEFAULT_VERSION, NEWEST_1_X } from './install';
export { N8n, type N8nOptions } from './n8n';
export { tokenData, workerData } from '../engine/credentialData';
export { N8nSandbox, type StoredChoice } from './n8nSandbox';
