import { LOOPBACK } from '../../../simulator/loopbackServer';
import { freePort } from '../product/freePort';
import { runDebianProgram } from './debianProgram';
import { DebianServer } from './debianServer';

const IN_MEMORY = ['--save', '', '--appendonly', 'no'];
const PLAIN_DUMP = ['--rdbcompression', 'no'];

/** A Redis for minutes, which keeps everything in memory. */
export class Redis {
	private constructor(
		private readonly port: string,
		private readonly server: DebianServer,
	) {}

	static async start(): Promise<Redis> {
		const port = String(await freePort());
		const server = await DebianServer.start({
			program: 'redis-server',
			args: ['--bind', LOOPBACK, '--port', port, ...IN_MEMORY, ...PLAIN_DUMP],
			probe: { program: 'redis-cli', args: ['-e', '-h', LOOPBACK, '-p', port, 'ping'] },
			stopWith: 'SIGTERM',
		});
		return new Redis(port, server);
	}

	/** n8n's settings for it. */
	get env(): Record<string, string> {
		return { QUEUE_BULL_REDIS_HOST: LOOPBACK, QUEUE_BULL_REDIS_PORT: this.port };
	}

	/** Writes all that it holds into a file, its texts as they are. */
	async dump(file: string): Promise<void> {
		await runDebianProgram('redis-cli', ['-h', LOOPBACK, '-p', this.port, '--rdb', file], {
			cwd: '/',
		});
	}

	async stop(): Promise<void> {
		await this.server.stop();
	}
}
