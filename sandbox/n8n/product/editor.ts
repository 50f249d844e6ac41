/** `npm run editor`: a real n8n with this package and a PingOne simulator, to be used by hand. */
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

	print('A real n8n is started, with this package and a PingOne simulator. This takes a while.\n');
	const { client, choices, n8n, simulator } = await opening;
	opened = true;
	for (const file of EXAMPLES) {
		await client.workflows.import(readyToRun(await readExample(file), choices.worker));
	}
	print(`
  n8n       ${n8n.url}
  Email     ${OWNER.email}
  Password  ${OWNER.password}

The examples are in it, ready to run but for the chat model of the last one, and so are both
credentials, for a PingOne at ${simulator.apiPath}. Sign out, for instance:

`);
	for (const { email } of simulator.tenant.users.values()) print(`  ${email}\n`);
	print('\nCtrl+C ends all of it, and removes what was stored.\n');
}

function print(text: string): void {
	process.stdout.write(text);
}

main().catch((error: Error) => {
	process.stderr.write(`${error.message}\n`);
	process.exit(1);
});
