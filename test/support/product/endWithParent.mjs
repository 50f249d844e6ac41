/**
 * Loaded into n8n before anything else: where the process that started n8n is gone, however it
 * went, n8n goes too, with all that n8n has started and written.
 */
import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

/** The end of a pipe that the starting process holds open for as long as it lives. */
const LIFELINE = 3;

const REMOVE = 'fs.rmSync(process.argv[1], { recursive: true, force: true })';

new Socket({ fd: LIFELINE })
	.on('close', () => {
		// n8n writes for as long as it lives, so somebody else removes what it has written.
		spawn(process.execPath, ['--eval', REMOVE, process.env.N8N_USER_FOLDER], {
			cwd: '/',
			detached: true,
			stdio: 'ignore',
		});
		process.kill(-process.pid, 'SIGKILL');
	})
	.resume()
	.unref();
