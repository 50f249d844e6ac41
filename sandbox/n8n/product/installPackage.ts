/** This package, packed as it is published, and put where n8n looks for community packages. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from './runProgram';

const ROOT = join(__dirname, '../../..');

/** jest's own NODE_ENV would change what programs do. */
const { NODE_ENV: _jest, ...env } = process.env;

/**
 * Installs the package, as it has been built, into a user folder of n8n's: what is on disk there,
 * n8n loads, without asking anybody. Works without network.
 *
 * @throws where the package has not been built.
 */
export async function installPackage(userFolder: string): Promise<void> {
	const pack = ['pack', '--json', '--pack-destination', userFolder];
	const [{ filename, files }] = JSON.parse(await runProgram('npm', pack, { cwd: ROOT, env }));
	if (!files.some(({ path }: { path: string }) => path.startsWith('dist/nodes/'))) {
		throw new Error('The package has not been built: npm run build');
	}
	const nodes = join(userFolder, '.n8n/nodes');
	await mkdir(nodes, { recursive: true });
	// Its peer, n8n-workflow, is n8n's own.
	const alone = ['--offline', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'];
	await runProgram('npm', ['install', ...alone, join(userFolder, filename)], { cwd: nodes, env });
}
