/** `npm run editor`: a real n8n with this package and a PingOne simulator, for use by hand. */
import { OWNER } from './client';
import { EXAMPLES, readExample, readyToRun } from '../examples';
import { N8nSandbox } from './n8nSandbox';

async function main(): Promise<void> {
	const opening = N8nSandbox.open();
	let opened = false;
	const end = () => {
		// Until it is open there is nothing to be ended in an orderly way: n8n ends with this process.
		if (!opened) process.exit(1);
		void opening.then(async (sandbox) => await sandbox.close());
	};
	// More than once: a terminal tells everybody in front of it, and they tell each other.
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);

	print('Starting n8n with this package, and a PingOne simulator. This takes up to a minute.\n');
	const { client, choices, n8n, simulator } = await opening;
	opened = true;
	for (const file of EXAMPLES) {
		await client.workflows.import(readyToRun(await readExample(file), choices.worker));
	}
	print(`
  n8n       ${n8n.url}
  Email     ${OWNER.email}
  Password  ${OWNER.password}

It has all examples and both credentials, for the PingOne simulator at ${simulator.apiPath}
The examples are ready to run; only the AI agent still needs a chat model. The users:

`);
	for (const { email } of simulator.tenant.users.values()) print(`  ${email}\n`);
	print('\nPress Ctrl+C to stop everything and delete what was stored.\n');
}

function print(text: string): void {
	process.stdout.write(text);
}

main().catch((error: Error) => {
	process.stderr.write(`${error.message}\n`);
	process.exit(1);
});
