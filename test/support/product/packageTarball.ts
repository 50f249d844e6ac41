import { join, resolve } from 'node:path';
import { runProgram } from './runProgram';

const ROOT = join(__dirname, '../../..');

/** jest's own NODE_ENV would change what programs do. */
const { NODE_ENV: _jest, ...env } = process.env;

/**
 * Returns the path of the package's tarball: the one that PACKAGE_TARBALL names, relative to the
 * project's folder (a release tests the file that it publishes), else one that is packed into `folder`.
 */
export async function packageTarball(folder: string): Promise<string> {
	const { PACKAGE_TARBALL } = process.env;
	if (PACKAGE_TARBALL) return resolve(ROOT, PACKAGE_TARBALL);
	const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
	const [{ filename }] = JSON.parse(await runProgram('npm', pack, { cwd: ROOT, env }));
	return join(folder, filename);
}
