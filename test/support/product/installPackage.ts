import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { packageTarball } from './packageTarball';
import { runProgram } from './runProgram';

/** jest's own NODE_ENV would change what programs do. */
const { NODE_ENV: _jest, ...env } = process.env;

/**
 * Installs the package's tarball into a user folder of n8n, where n8n loads community packages from.
 * Works without network.
 *
 * @throws if the package has not been built.
 */
export async function installPackage(userFolder: string): Promise<void> {
	const tarball = await packageTarball(userFolder);
	const nodes = join(userFolder, '.n8n/nodes');
	await mkdir(nodes, { recursive: true });
	// Its peer, n8n-workflow, is n8n's own.
	const alone = ['--offline', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'];
	await runProgram('npm', ['install', ...alone, tarball], { cwd: nodes, env });
	await access(join(nodes, 'node_modules/n8n-nodes-pingone/dist/nodes')).catch(() => {
		throw new Error('The package has not been built: npm run build');
	});
}
