/** Runs the probes one after the other, and undoes what they change. */
import { NothingDone, NotTried, TenantClient, type Answer } from './client';
import { isSuccess, statusOf } from './observe';
import type { Probe } from './probe';
import { PROBES, STEPS } from './probes';
import { nothingTried, summaryOf, tableOf, writeReport, type Result } from './report';
import { Run } from './run';
import type { Settings, Terminal } from './settings';
import { filled, matches } from './template';
import { UndoStack } from './undoStack';
import { receiveDeliveries } from './webhook';

/**
 * Runs all probes, prints a table and writes the report.
 *
 * @returns the exit code.
 * @throws {TokenError} if PingOne issues no token. Nothing was changed then.
 */
export async function checkTenant(
	settings: Settings,
	terminal: Terminal,
	stop: AbortSignal,
	undoStack = new UndoStack(),
): Promise<number> {
	const run = new Run(await TenantClient.open(settings.worker), settings, stop);
	const results = nothingTried();
	// If the report cannot be written, nothing is changed.
	await writeReport(run, results);
	const server = await receiveDeliveries(
		run.deliveries,
		run.values.webhookUrl,
		settings.webhook?.port,
	);
	const check = new Check(run, terminal, undoStack);
	try {
		for (const probe of PROBES) results[probe.id] = await check.resultOf(probe);
	} finally {
		await undoStack.undoAll();
		await server?.stop();
		await writeReport(run, results);
		const left = undoStack.left.map((what) => `\nNot undone. Please do it yourself: ${what}\n`);
		terminal.print(`\n${tableOf(results)}\n${summaryOf(run, results)}\n${left.join('')}`);
	}
	if (stop.aborted) return 130;
	const verdicts = Object.values(results).map(({ verdict }) => verdict);
	const isWell = verdicts.includes('confirmed') && !verdicts.includes('differs');
	return isWell && undoStack.left.length === 0 ? 0 : 1;
}

class Check {
	/** The answers to the questions before the steps. */
	private readonly consents = new Map<string, boolean>();

	constructor(
		private readonly run: Run,
		private readonly terminal: Terminal,
		private readonly undoStack: UndoStack,
	) {}

	async resultOf(probe: Probe): Promise<Result> {
		const reason = await this.reasonAgainst(probe);
		if (reason !== undefined) return { verdict: 'not tried', reason };
		try {
			return await this.tried(probe);
		} catch (error) {
			if (this.run.isStopped) return { verdict: 'not tried', reason: 'stopped' };
			if (error instanceof NotTried) return { verdict: 'not tried', reason: error.message };
			throw error;
		}
	}

	/** Returns undefined if a probe may run. Asks before its step. */
	private async reasonAgainst(probe: Probe): Promise<string | undefined> {
		const { run, consents, terminal } = this;
		const { step } = probe;
		if (run.isStopped) return 'stopped';
		if (step !== undefined && !run.settings.act) return 'needs --act';
		if (step === 'webhook' && !run.settings.webhook) return 'needs --webhook';
		const [missing] = run.missing(probe);
		// `otherSession` becomes "there is no other session".
		if (missing !== undefined) {
			return `there is no ${missing.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`;
		}
		if (step === undefined) return undefined;
		const isAgreed =
			consents.get(step) ?? (await terminal.confirm(filled(STEPS[step], run.values)));
		consents.set(step, isAgreed);
		if (run.isStopped) return 'stopped';
		return isAgreed ? undefined : 'declined';
	}

	private async tried(probe: Probe): Promise<Result> {
		const { run, undoStack } = this;
		const { id, sends, expects, keeps, observe = statusOf } = probe;
		const { answer, type } = await this.send(probe);
		if (isSuccess(answer)) Object.assign(run.values, keeps?.(answer.body, run));
		const again = async () => (await run.sendProbe(probe)).answer;
		const found = await observe(answer, run, again);
		const isConfirmed = matches(expects, found);
		if (isConfirmed) undoStack.drop(id);
		const isSecondType = type !== '' && sends?.endsWith(` or ${type}`);
		return {
			verdict: isConfirmed ? 'confirmed' : 'differs',
			observed: isSecondType ? `${found} with ${type}` : found,
		};
	}

	/** @throws {NotTried} if the answer says only that a role is missing. */
	private async send(probe: Probe): Promise<{ answer: Answer; type: string }> {
		const { sends, expects, role, undo } = probe;
		const { run, undoStack } = this;
		if (sends === undefined) return { answer: { status: 200, body: '' }, type: '' };
		const by = PROBES.find(({ id }) => id === undo?.by);
		if (undo !== undefined && by !== undefined) undoStack.push(undo, run, by);
		const sent = await run.sendProbe(probe).catch((error: unknown) => {
			if (error instanceof NothingDone) undoStack.drop(undo?.by);
			throw error;
		});
		const { status } = sent.answer;
		if (status >= 400 && status < 500 && status !== 408) undoStack.drop(undo?.by);
		if (status === 403 && !matches(expects, '403 ACCESS_FAILED') && !run.roles?.includes(role)) {
			throw new NotTried(`PingOne denies access (403): grant the role ${role}`);
		}
		return sent;
	}
}
