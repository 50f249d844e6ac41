/**
 * `npx tsx bench/pacing.ts`: what the rate limiter reaches in the simulation, and which targets are
 * missed with each of its constants halved and doubled; see docs/pacing.md.
 */
import { RATE_LIMITER_DEFAULTS, type RateLimiterSettings } from '../nodes/shared/http/rateLimiter';
import { isMet, summarize, type Figure } from '../test/unit/http/simulation/scenarios';
import { TARGETS, VARIATIONS } from '../test/unit/http/simulation/targets';

const RUNS = 21;

function main(): void {
	print('| scenario | target | median | worst |\n| --- | --- | --- | --- |\n');
	for (const scenario of [...TARGETS, ...VARIATIONS]) {
		const { median, worst } = summarize(scenario, RUNS);
		const target = shown({ value: scenario.maxValue, refused: scenario.maxRefused });
		print(`| ${scenario.name} | ${target} | ${shown(median)} | ${shown(worst)} |\n`);
	}
	print('\n| constant | halved | doubled |\n| --- | --- | --- |\n');
	for (const [name, value] of Object.entries(RATE_LIMITER_DEFAULTS)) {
		const missed = [0.5, 2].map((factor) =>
			missedWith({ ...RATE_LIMITER_DEFAULTS, [name]: value * factor }),
		);
		print(`| ${name}: ${value} | ${missed.join(' | ')} |\n`);
	}
}

function missedWith(settings: RateLimiterSettings): string {
	const missed = TARGETS.flatMap((scenario) => {
		const summary = summarize(scenario, RUNS, settings);
		return isMet(scenario, summary) ? [] : `${scenario.name} ${shown(summary.median)}`;
	});
	return missed.join('; ') || 'all met';
}

function shown({ value, refused }: Figure): string {
	const rounded = value < 100 ? value.toFixed(2) : value.toFixed(0);
	return refused > 0 ? `${rounded}, ${(refused * 100).toFixed(1)} %` : rounded;
}

function print(text: string): void {
	process.stdout.write(text);
}

main();
