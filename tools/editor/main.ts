/** `npm run editor`: a real n8n with this package and a PingOne simulator, for use by hand. */
import { OWNER } from '../../test/support/product/client';
import { Vendors } from '../../test/support/vendors';
import { EXAMPLES, readExample, readyToRun } from '../../test/support/examples';
import { GUIDES } from './exampleGuides';
import { N8nSandbox } from '../../test/support/product/n8nSandbox';
import { startPortal } from './portal';

/** A public address for n8n, which PingOne Trigger needs. Links to n8n do not work then. */
const PUBLIC = '--public-address';
const PUBLIC_URL = 'https://n8n.acme.example';

async function main(): Promise<void> {
	const opening = open();
	let opened = false;
	const end = () => {
		// Until it is open there is nothing to be ended in an orderly way: n8n ends with this process.
		if (!opened) process.exit(1);
		void opening.then(async ({ sandbox, vendors, portal }) => {
			await portal.stop();
			await sandbox.close();
			await vendors.stop();
		});
	};
	// More than once: a terminal tells everybody in front of it, and they tell each other.
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);

	print('Starting n8n with this package, and a PingOne simulator. This takes up to a minute.\n');
	const { sandbox, vendors, portal } = await opening;
	const { client, choices, n8n, simulator } = sandbox;
	opened = true;
	const others = await client.credentials.createFor(vendors.all);
	const howToStart: string[] = [];
	for (const file of EXAMPLES) {
		const guide = GUIDES[file];
		const choice = { ...choices.worker, others, settings: guide.settings };
		const stored = await client.workflows.import(readyToRun(await readExample(file), choice));
		howToStart.push(`${file}: ${guide.howToStart(vendors, n8n.url, portal.url, stored)}`);
	}
	print(`
  n8n       ${n8n.url}
  Email     ${OWNER.email}
  Password  ${OWNER.password}

It has all examples, ready to run, and credentials for the PingOne simulator at ${simulator.apiPath}
and for simulated vendors. How to start each example:

`);
	for (const how of howToStart) print(`  ${how}\n`);
	print('\nThe users:\n\n');
	for (const { email } of simulator.tenant.users.values()) print(`  ${email}\n`);
	vendors.mail.onDelivered = ({ to, subject, links }) =>
		print(`\nEmail to ${to.join(', ')}: ${subject}\n${links.join('\n')}\n`);
	print('\nPress Ctrl+C to stop everything and delete what was stored.\n');
}

async function open() {
	const vendors = await Vendors.start();
	try {
		const isPublic = process.argv.includes(PUBLIC);
		const sandbox = await N8nSandbox.open(isPublic ? { env: { N8N_WEBHOOK_URL: PUBLIC_URL } } : {});
		// In place of the internet.
		sandbox.simulator.tenant.deliveries.target = sandbox.n8n.url;
		return { vendors, sandbox, portal: await startPortal(sandbox.simulator) };
	} catch (error) {
		await vendors.stop();
		throw error;
	}
}

function print(text: string): void {
	process.stdout.write(text);
}

main().catch((error: Error) => {
	process.stderr.write(`${error.message}\n`);
	process.exit(1);
});
