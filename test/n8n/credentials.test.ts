import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import {
	outputOf,
	readExample,
	readyToRun,
	tokenData,
	workerData,
	type Choice,
	type StoredWorkflow,
} from '../support/product';
import { seededId } from '../../simulator/seed/seededIds';
import { callWebhook } from './callWebhook';
import { testNewSecret } from './newSecretTests';
import { sandboxForAll } from './sandboxForAll';

const sandbox = sandboxForAll();

const HR_NODE = 'Disable and sign out';
const NO_SUCH_HOST = 'https://no-such-host.invalid';

type Kind = Choice['authentication'];

/** Tests a credential as the editor does when it is saved, with some fields changed. */
async function save(kind: Kind, changes: ICredentialDataDecryptedObject = {}) {
	const { simulator, client, choices } = sandbox();
	const data = kind === 'worker' ? workerData(simulator) : tokenData(simulator);
	return await client.credentials.test(choices[kind].credential, { ...data, ...changes });
}

/** Tests a credential as the editor does when it is opened again: n8n gave it no secret. */
async function saveAgain(kind: Kind, changes: ICredentialDataDecryptedObject = {}) {
	const { client, choices, simulator } = sandbox();
	const { data } = await client.credentials.get(choices[kind].credential.id);
	for (const token of simulator.tenant.tokens.issued)
		expect(JSON.stringify(data)).not.toContain(token);
	return await client.credentials.test(choices[kind].credential, { ...data, ...changes });
}

/** The offboarding example, published with a credential. */
async function offboarding(kind: Kind): Promise<StoredWorkflow> {
	const { client, choices } = sandbox();
	const file = await readExample('1-hr-offboarding.json');
	const workflow = await client.workflows.import(readyToRun(file, choices[kind]));
	await client.workflows.publish(workflow);
	return workflow;
}

async function signOut(workflow: StoredWorkflow, email: string) {
	const { n8n, client, simulator } = sandbox();
	const before = simulator.received.length;
	const { status } = await callWebhook(n8n, 'pingone-hr-offboarding', { ticket: 'HR-1', email });
	const received = simulator.received.slice(before);
	return {
		status,
		execution: await client.executions.newest(workflow),
		tokenCalls: received.filter(({ path }) => path.endsWith('/as/token')).length,
		refused: received.filter(({ status }) => status === 401).length,
	};
}

describe('saving a PingOne Worker Application API credential', () => {
	it('is green with the right values', async () => {
		expect(await save('worker')).toEqual({
			status: 'OK',
			message: 'PingOne accepts the worker application',
		});
	});

	it.each([
		['secret', { clientSecret: 'wrong' }, "Check 'Client Secret'"],
		['client', { clientId: seededId('something else') }, "'Client ID'"],
		['environment', { workerEnvironmentId: seededId('none') }, "Check 'Worker Environment ID'"],
		['environment', { workerEnvironmentId: 'me' }, "'Worker Environment ID' is not a valid UUID"],
		['method', { authentication: 'body' }, "Check 'Authentication'"],
		['region', { region: 'mars' }, "'Region' is not a PingOne region"],
		['auth path', { authPath: NO_SUCH_HOST }, "Check 'Auth Path'"],
		['auth path', { authPath: 'http://sso.acme.example' }, "'Auth Path' in the PingOne credential"],
		['API path', { apiPath: NO_SUCH_HOST }, "Check 'API Path'"],
		['API path', { apiPath: '' }, "'API Path' in the PingOne credential is empty"],
	])('names the field where the %s is wrong: %j', async (_what, changes, sentence) => {
		const { status, message } = await save('worker', changes);
		expect(message).toContain(sentence);
		expect(status).toBe('Error');
	});
});

describe('saving a PingOne API credential', () => {
	it('is green with the right values', async () => {
		expect(await save('accessToken')).toEqual({
			status: 'OK',
			message: 'PingOne accepts the token',
		});
	});

	it.each([
		['token', { accessToken: 'wrong-token' }, 'does not accept the access token'],
		['token', { accessToken: ' ' }, "'Access Token' in the PingOne credential is empty"],
		['token', { accessToken: 'a b' }, "'Access Token' in the PingOne credential has"],
		['API path', { apiPath: '' }, "'API Path' in the PingOne credential is empty"],
		['API path', { apiPath: 'api.pingone.eu' }, 'does not start with https://'],
		['API path', { apiPath: 'http://api.pingone.eu' }, 'secrets would be sent unencrypted'],
		['API path', { apiPath: NO_SUCH_HOST }, 'There is no host named no-such-host.invalid. Check'],
	])('names the field where the %s is wrong: %j', async (_what, changes, sentence) => {
		const { status, message } = await save('accessToken', changes);
		expect(message).toContain(sentence);
		expect(status).toBe('Error');
	});
});

describe('a stored credential', () => {
	it.each(['worker', 'accessToken'] as const)('%s gives the editor no secret', async (kind) => {
		const { client, choices, simulator } = sandbox();
		const shown = JSON.stringify(await client.credentials.get(choices[kind].credential.id));
		expect(shown).not.toContain(workerData(simulator).clientSecret);
		for (const token of simulator.tenant.tokens.issued) expect(shown).not.toContain(token);
	});

	it('of a worker application is used, renewed when its token has expired, and green after that', async () => {
		const { simulator } = sandbox();
		const workflow = await offboarding('worker');
		const first = await signOut(workflow, 'jane.doe@acme.example');
		expect(outputOf(first.execution, HR_NODE)).toMatchObject([{ json: { sessionsReset: 2 } }]);
		expect(first.tokenCalls).toBe(1);

		const second = await signOut(workflow, 'mei.lin@acme.example');
		expect(outputOf(second.execution, HR_NODE)).toMatchObject([{ json: { sessionsReset: 1 } }]);
		expect(second.tokenCalls).toBe(0);

		simulator.tenant.tokens.expireAll();
		const third = await signOut(workflow, 'amara.okafor@acme.example');
		expect(outputOf(third.execution, HR_NODE)).toMatchObject([{ json: { sessionsReset: 1 } }]);
		expect(third).toMatchObject({ status: 200, tokenCalls: 1, refused: 1 });

		expect(await saveAgain('worker')).toMatchObject({ status: 'OK' });
		const wrong = await saveAgain('worker', { clientSecret: 'wrong' });
		expect(wrong).toMatchObject({
			status: 'Error',
			message: expect.stringContaining("Check 'Client Secret'"),
		});
		await sandbox().client.workflows.unpublish(workflow);
	});

	it('of a token is used, says when it has expired, and is used again with a new one', async () => {
		const { simulator, client, choices } = sandbox();
		const { credential } = choices.accessToken;
		await client.credentials.update(credential, tokenData(simulator));
		expect(await saveAgain('accessToken')).toMatchObject({ status: 'OK' });
		const workflow = await offboarding('accessToken');
		const first = await signOut(workflow, 'luis.ortega@acme.example');
		expect(outputOf(first.execution, HR_NODE)).toMatchObject([{ json: { sessionsReset: 2 } }]);

		simulator.tenant.tokens.expireAll();
		const second = await signOut(workflow, 'jane.doerr@acme.example');
		const [failed] = outputOf(second.execution, HR_NODE, 1);
		expect(failed.json.error).toContain('PingOne does not accept the access token');

		await client.credentials.update(credential, tokenData(simulator));
		const third = await signOut(workflow, 'jane.doerr@acme.example');
		expect(outputOf(third.execution, HR_NODE)).toMatchObject([{ json: { sessionsReset: 1 } }]);
		await client.workflows.unpublish(workflow);
	});
});

describe('a new client secret', () => testNewSecret(sandbox));
