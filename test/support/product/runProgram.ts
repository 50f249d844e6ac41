import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface RunOptions {
	cwd: string;
	/** All of its environment. */
	env: NodeJS.ProcessEnv;
	/** The user that runs it; the current user if left out. */
	uid?: number;
	gid?: number;
}

/**
 * Runs a program to its end.
 *
 * @returns its standard output.
 * @throws with everything that it said, where it ends with anything but 0.
 */
export async function runProgram(
	program: string,
	args: string[],
	options: RunOptions,
): Promise<string> {
	const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
	const [output, errors] = [child.stdout, child.stderr].map((stream) => {
		const chunks: Buffer[] = [];
		stream.on('data', (chunk: Buffer) => chunks.push(chunk));
		return chunks;
	});
	const [status] = await once(child, 'close');
	const said = Buffer.concat(output).toString();
	if (status === 0) return said;
	const all = `${said}${Buffer.concat(errors).toString()}`;
	throw new Error(`"${program} ${args.join(' ')}" ended with ${status}:\n${all}`);
}
