import { LOOPBACK } from '../../../simulator/loopbackServer';
import { freePort } from '../product/freePort';
import { runDebianProgram } from './debianProgram';
import { DebianServer } from './debianServer';

const DATABASE = 'postgres';
const USER = 'n8n';
const BETWEEN_COLUMNS = '\t';

/** A PostgreSQL for minutes: whoever is on this machine may enter it. */
export class Postgres {
	private constructor(
		private readonly port: string,
		private readonly server: DebianServer,
	) {}

	static async start(): Promise<Postgres> {
		const port = String(await freePort());
		const settings = [
			`listen_addresses=${LOOPBACK}`,
			`port=${port}`,
			'unix_socket_directories=',
			// What would be lost with this machine is of no use without it.
			'fsync=off',
		];
		const server = await DebianServer.start({
			prepare: {
				program: 'initdb',
				args: [
					'--pgdata=data',
					`--username=${USER}`,
					'--auth=trust',
					'--encoding=UTF8',
					'--no-sync',
				],
			},
			program: 'postgres',
			args: ['-D', 'data', ...settings.flatMap((setting) => ['-c', setting])],
			probe: { program: 'pg_isready', args: ['--host', LOOPBACK, '--port', port] },
			// Ends the connections that are open; SIGTERM would wait for them.
			stopWith: 'SIGINT',
		});
		return new Postgres(port, server);
	}

	/** n8n's settings for it. */
	get env(): Record<string, string> {
		return {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: LOOPBACK,
			DB_POSTGRESDB_PORT: this.port,
			DB_POSTGRESDB_DATABASE: DATABASE,
			DB_POSTGRESDB_USER: USER,
		};
	}

	/** @returns rows of columns, as text. */
	async query(sql: string): Promise<string[][]> {
		const plain = [
			'--no-psqlrc',
			'--tuples-only',
			'--no-align',
			'--field-separator',
			BETWEEN_COLUMNS,
		];
		const said = await runDebianProgram('psql', [...this.connection, ...plain, '--command', sql], {
			cwd: '/',
		});
		return said
			.split('\n')
			.filter((line) => line !== '')
			.map((line) => line.split(BETWEEN_COLUMNS));
	}

	/** Writes all that it holds into a file, as text. */
	async dump(file: string): Promise<void> {
		await runDebianProgram('pg_dump', [...this.connection, '--file', file], { cwd: '/' });
	}

	async stop(): Promise<void> {
		await this.server.stop();
	}

	private get connection(): string[] {
		return ['--host', LOOPBACK, '--port', this.port, '--username', USER, DATABASE];
	}
}
