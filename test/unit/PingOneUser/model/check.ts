/** Checks invariants of a run of PingOne User under any faults. */
import { groupOf, type Attempt, type Ran, type Run } from './execution';
import { isRepeatable, mayHaveBeenCarriedOut, TOKEN } from './faults';
import type { Variant } from './pingOne';
import { differences } from './replay';
import { PASSWORDS } from './workflows';

/** Returns what is wrong with a run, as sentences; nothing if all is as it should be. */
export function problemsOf(run: Run, ran: Ran, variant: Variant): string[] {
	return [
		...secretsShown(ran),
		...repeatedWrongly(run, ran),
		...(ran.timersLeft === 0 ? [] : [`${ran.timersLeft} timers are left`]),
		...differences(run, ran, variant),
		...unseen(run, ran),
		...sentAfterStop(run, ran),
	];
}

/** The most time in which an item that has changed something may finish after Stop. */
const FINISH_MS = 2_000;

/** Finds requests after Stop: then only items that have changed something are finished, and soon. */
function sentAfterStop({ stopAtMs = Infinity }: Run, { attempts }: Ran): string[] {
	return attempts
		.filter(({ sentAtMs }) => sentAtMs > stopAtMs)
		.filter(
			({ item, sentAtMs }) =>
				sentAtMs > stopAtMs + FINISH_MS ||
				!attempts.some(
					(other) =>
						other.item === item && other.request.method !== 'GET' && other.sentAtMs <= stopAtMs,
				),
		)
		.map(({ item, request }) => `Item ${item} sent ${request.method} ${request.path} after Stop`);
}

/** Finds successes that neither a response of PingOne nor a later read shows, but only a gateway's response. */
function unseen(run: Run, { attempts, outputs = [] }: Ran): string[] {
	return outputs.flatMap((output, index) => {
		if (output[0]?.success !== true || groupOf(run, index) !== index) return [];
		const own = attempts.filter(({ item }) => item === index);
		const isUnseen = own.some(
			({ request, fault, sentAtMs }, at) =>
				request.method !== 'GET' &&
				fault?.kind === 'gateway' &&
				!own
					.slice(at + 1)
					.some(
						(later) => later.fault === undefined && later.sentAtMs > sentAtMs && shows(later, run),
					),
		);
		return isUnseen ? [`Item ${index}: succeeded, but only a gateway has responded`] : [];
	});
}

/** True if a later request shows what came of a change: a read, or the same change once more. */
function shows({ request }: Attempt, { operation }: Run): boolean {
	return operation === 'sendRecoveryCode'
		? request.method === 'POST'
		: !request.path.endsWith('/sessions');
}

function secretsShown({ outputs, error, logged }: Ran): string[] {
	const shown = JSON.stringify([outputs, error?.message, error?.description, logged]);
	const secrets = [TOKEN, ...PASSWORDS].flatMap((secret) => [
		JSON.stringify(secret).slice(1, -1),
		encodeURIComponent(secret),
	]);
	return secrets
		.filter(
			(secret) => shown.includes(secret) || shown.includes(JSON.stringify(secret).slice(1, -1)),
		)
		.map((secret) => `An output, error or log shows ${secret}`);
}

/** Finds requests that were sent again, and may not be once they may have been carried out. */
function repeatedWrongly(run: Run, { attempts }: Ran): string[] {
	return run.items.flatMap((_, index) => {
		const sent = attempts.filter(
			({ item, request, fault }) =>
				item === index &&
				request.method !== 'GET' &&
				!isRepeatable(request) &&
				mayHaveBeenCarriedOut(fault),
		);
		const most = run.items.filter((_other, other) => groupOf(run, other) === index).length;
		return sent.length <= most
			? []
			: [`Item ${index} sent ${sent.length} times what may not be repeated`];
	});
}
