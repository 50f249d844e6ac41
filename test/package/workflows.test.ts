import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '../../.github/workflows');
const WORKFLOWS = readdirSync(FOLDER);

function read(name: string): string {
	return readFileSync(join(FOLDER, name), 'utf8').replace(/^ *#.*\n/gm, '');
}

/** Returns the jobs of a workflow by their ID, as text. */
function jobsOf(name: string): Map<string, string> {
	const [, jobs] = read(name).split(/^jobs:\n/m);
	const parts = jobs.split(/^ {2}(\w[\w-]*):\n/m).slice(1);
	return new Map(parts.flatMap((part, at) => (at % 2 === 0 ? [[part, parts[at + 1]]] : [])));
}

describe('the workflows on GitHub', () => {
	it('use actions by commit, since a tag can be moved', () => {
		const used = WORKFLOWS.flatMap((name) => read(name).match(/uses: .*/g) ?? []);
		expect(used.length).toBeGreaterThan(10);
		for (const action of used) {
			expect(action).toMatch(/^uses: (actions\/[\w-]+@[0-9a-f]{40} # v\d|\.\/\.github\/)/);
		}
	});

	it('publish a tarball that was packed where no install script and no test has run', () => {
		const pack = jobsOf('publish.yml').get('pack');
		const commands = pack?.match(/npm (?!run build).*/g);
		expect(commands).toEqual(['npm ci --ignore-scripts', 'npm pack --ignore-scripts']);
		expect(pack).toContain('node .github/checkTag.mjs "$GITHUB_REF_NAME"');
		expect(pack).not.toContain('cache: npm');
	});

	it('give the right to publish to one job, which runs nothing but the check of the tarball and npm publish', () => {
		const [[name, job], ...others] = WORKFLOWS.flatMap((file) => [...jobsOf(file)]).filter(
			([, text]) => text.includes('id-token'),
		);
		expect([name, others]).toEqual(['publish', []]);
		expect(job).toContain('needs: [pack, verify]');
		expect(job.match(/(?<=run: ).*/g)).toEqual([
			'echo "$SHA256  package.tgz" | sha256sum --check --strict',
			'npm publish ./package.tgz --provenance --access public --ignore-scripts',
		]);
		expect(job.match(/(?<=uses: actions\/)[\w-]+/g)).toEqual(['setup-node', 'download-artifact']);
	});

	it('test the tarball that is published, in each job of CI', () => {
		expect(jobsOf('publish.yml').get('verify')).toContain('package: package');
		for (const job of jobsOf('ci.yml').values()) {
			expect(job).toContain('name: ${{ inputs.package }}');
		}
	});
});
