/**
 * A real n8n, for tests and for people: n8n's own product with this package installed in it as
 * people install it, beside the PingOne simulator. Everything is on loopback and in temporary
 * folders; n8n itself is kept in a cache outside the repository.
 *
 * - `N8nSandbox.open()` has it all: PingOne, n8n, its owner signed in, both credentials. Close it.
 * - `N8n.start({ version, command, env })` is n8n alone, also a worker or a webhook process of queue
 *   mode (`command`); `env` goes before all that is set otherwise. Stop it; `kill()` is a crash.
 * - `N8nClient` is its REST interface; `outputOf(execution, node, branch)` reads what a node put out.
 * - `readExample` and `readyToRun` make an example as a user does after importing it.
 * - `installedN8n(version)` installs n8n where it is not in the cache yet.
 */
export { EXAMPLES, PINGONE_NODE, readExample, readyToRun, type Choice } from '../examples';
export { N8nClient, OWNER } from './client';
export type { StoredCredential, TestResult } from './credentials';
export { outputOf, type Execution } from './executions';
export { N8nApiError } from './restClient';
export type { StoredWorkflow } from './workflows';
export { LOOPBACK } from '../../loopbackServer';
export { freePort } from './freePort';
export { DEFAULT_VERSION, installedN8n, NEWEST_1_X } from './install';
export { N8n, type N8nOptions } from './n8n';
export { tokenData, workerData } from '../credentialData';
export { N8nSandbox, type StoredChoice } from './n8nSandbox';
