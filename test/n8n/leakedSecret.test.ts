import { seededApplicationId } from '../../simulator/seed/seedApplications';
import { MailServer } from '../support/vendors';
import { callWebhook } from './callWebhook';
import { importExample } from './importExample';
import { filesHolding } from './leaks';
import { sandboxForAll } from './sandboxForAll';

const FILE = '21-leaked-secret.json';
const PAYROLL = seededApplicationId('Payroll Sync');

const sandbox = sandboxForAll();
let mail: MailServer;

beforeAll(async () => {
	mail = await MailServer.start();
});

afterAll(async () => await mail.stop());

const application = () => sandbox().simulator.tenant.applicationStore.get(PAYROLL)!;

/** Publishes the example with an action, sends an alert, and returns the comment for the ticket. */
async function commentFor(action: string, clientId = PAYROLL): Promise<string> {
	const { client, n8n } = sandbox();
	const settings = { action, ownerEmail: 'platform@acme.example' };
	const workflow = await importExample(sandbox(), FILE, { vendors: [mail], settings });
	await client.workflows.publish(workflow);
	const alert = { ticket: 'SEC-17', clientId };
	const { status, data } = await callWebhook(n8n, 'pingone-leaked-secret', alert);
	await client.workflows.unpublish(workflow);
	expect(status).toBe(200);
	expect(data).toMatchObject({ ticket: 'SEC-17' });
	return data.comment;
}

it('ends a leaked secret, tells the owner, and stores neither secret', async () => {
	const before = application().secret!;
	expect(await commentFor('rotate')).toMatch(/"Payroll Sync" no longer works.*has an email/s);
	const { secret, previous } = application();
	expect([secret === before, previous]).toEqual([false, undefined]);
	expect(mail.messages.map(({ subject }) => subject)).toEqual([
		'A client secret has leaked: Payroll Sync',
	]);
	expect(await filesHolding(sandbox().n8n.userFolder, [before, secret!])).toEqual([]);
});

it('disables the application instead', async () => {
	expect(await commentFor('disable')).toContain('Application "Payroll Sync" is disabled.');
	expect(application().fields.enabled).toBe(false);
});

it('says in the ticket if there is no such application', async () => {
	const comment = await commentFor('rotate', seededApplicationId('Nothing'));
	expect(comment).toMatch(/^The client secret may still work\. PingOne does not know application/);
});
