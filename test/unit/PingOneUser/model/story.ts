/** Tells a run in a few lines, for whoever reads a counterexample. */
import { groupOf, type Attempt, type Ran, type Run } from './execution';
import type { State, Variant } from './pingOne';

export function storyOf(run: Run, ran: Ran, variant: Variant): string {
	const { operation, items, ...how } = run;
	const lines = [
		`PingOne: ${usersIn(ran.before)}`,
		`${operation} ${JSON.stringify({ ...how, ...variant })}`,
		...items.map((item, index) => {
			const group = groupOf(run, index);
			const share = group === index ? '' : ` (equal to ${group})`;
			return `  item ${index}${share}: ${JSON.stringify(item)}`;
		}),
		'Requests:',
		...ran.attempts.map((attempt) => `  ${lineOf(attempt)}`),
		...(ran.outputs ?? []).map((output, index) => `  output ${index}: ${JSON.stringify(output)}`),
		...(ran.error ? [`  error: ${ran.error.message} ${String(ran.error.description)}`] : []),
		`PingOne afterwards: ${usersIn(ran.after)}`,
	];
	return shortened(lines.join('\n'));
}

/** Replaces IDs by short names. */
export function shortened(text: string): string {
	return text.replaceAll(/0*-0000-4000-8000-0*/g, '-').replaceAll('application/json ', '');
}

function usersIn({ users }: State): string {
	return users
		.map((user) => {
			const shown = Object.entries(user).filter(
				([name, value]) =>
					!/(created|Changed)At$/.test(name) &&
					value !== null &&
					value !== false &&
					String(value) !== '',
			);
			return `\n  ${JSON.stringify(Object.fromEntries(shown))}`;
		})
		.join('');
}

function lineOf({ item, sentAtMs, request, fault, response, hasChanged }: Attempt): string {
	const path = decodeURIComponent(request.path.split('/').slice(3).join('/'));
	const outcomes = [
		...(fault ? [JSON.stringify(fault)] : []),
		...(response ? [`PingOne: ${response.status}${hasChanged ? ', changed' : ''}`] : []),
	];
	const type = request.mediaType.replace('application/vnd.pingidentity.', '');
	const sent = [request.method, path, type, request.body].filter((part) => part !== '').join(' ');
	return `${Math.round(sentAtMs)} ms, item ${item}: ${sent} → ${outcomes.join(', ')}`;
}
