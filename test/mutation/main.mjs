// `npm run test:mutation`: runs the mutation tests part by part (stryker.config.mjs). What survives the
// quick tests of a part is tried again with its simulations, and nothing else is.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const PARTS = { requests: true, rate: true, rules: false };
const LEAST_SCORE = 90;
const COUNTED = ['Killed', 'Timeout', 'Survived', 'NoCoverage'];

const parts = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(PARTS);
const scores = parts.map((part) => {
	const startedAt = Date.now();
	const mutants = tried(part, PARTS[part]);
	return { part, mutants, minutes: (Date.now() - startedAt) / 60_000 };
});
for (const { part, mutants, minutes } of scores) {
	const of = (status) => mutants.filter((mutant) => mutant.status === status);
	const survived = [...of('Survived'), ...of('NoCoverage')];
	const total = COUNTED.flatMap(of).length;
	const score = ((total - survived.length) / total) * 100;
	print(`${part}: ${score.toFixed(1)} % of ${total} in ${minutes.toFixed(0)} minutes;`);
	print(` ${of('Killed').length} killed, ${of('Timeout').length} by the time limit\n`);
	for (const { place, replacement } of survived) print(`  survived: ${place} ${replacement}\n`);
	if (score < LEAST_SCORE) process.exitCode = 1;
}

/** The mutants of a part, each with what came of it at last. */
function tried(part, isTriedAgain) {
	const mutants = run(part, isTriedAgain ? { QUICKLY: 'yes' } : {});
	const survived = mutants.filter(({ status }) => status === 'Survived');
	if (!isTriedAgain || survived.length === 0) return mutants;
	const again = new Map(
		run(part, {}, ['--mutate', survived.map(({ place }) => place).join()]).map((mutant) => [
			keyOf(mutant),
			mutant,
		]),
	);
	return mutants.map((mutant) =>
		mutant.status === 'Survived' ? (again.get(keyOf(mutant)) ?? mutant) : mutant,
	);
}

function run(part, env, options = []) {
	const { status } = spawnSync('npx', ['stryker', 'run', ...options], {
		stdio: 'inherit',
		env: { ...process.env, ...env, PART: part },
	});
	if (status !== 0) throw new Error(`Stryker ended with ${status}.`);
	const { files } = JSON.parse(readFileSync(`coverage/mutation-${part}.json`, 'utf8'));
	return Object.entries(files).flatMap(([file, { mutants }]) =>
		mutants.map(({ location: { start, end }, ...mutant }) => ({
			...mutant,
			place: `${file}:${start.line}:${start.column - 1}-${end.line}:${end.column}`,
		})),
	);
}

function keyOf({ place, mutatorName, replacement }) {
	return `${place} ${mutatorName} ${replacement}`;
}

function print(text) {
	process.stdout.write(text);
}
