/** Runs the probes one after the other, and undoes what they change. */
import { setTimeout as pause } from 'node:timers/promises';
import { isNotFound } from '../../nodes/shared/pingone/errors/responseErrors';
import { isSuccess, listIn, statusOf, textAt } from './observe';
import type { Probe, Undo } from './probe';
import { PROBES } from './probes';
import { reportText, writeReport, type Result, type Results } from './report';
import { matches, Run } from './run';
import type { Settings } from './settings';
import { NotTried, tenantClient, type Answer } from './tenantClient';
import { receiveDeliveries } from './webhook';

/** The number of attempts to undo a change, with pauses of 1, 2, 4 … seconds in between. */
const UNDO_ATTEMPTS = 6;

export class Check {
	private readonly results: Results = {};
	/** The changes that are not undone yet, the newest first. */
	private undoStack: Undo[] = [];

	private constructor(private readonly run: Run) {}

	/** @throws {TokenError} if PingOne issues no token. */
	static async open(settings: Settings, stop: AbortSignal): Promise<Check> {
		return new Check(new Run(await tenantClient(settings.worker), settings, stop));
	}

	/** The changes that are not undone yet. */
	get left(): string[] {
		return this.undoStack.map(({ what }) => what);
	}

	/** Runs all probes, undoes their changes, writes the report and prints it. Returns the exit code. */
	async runAll(print: (text: string) => void): Promise<number> {
		const { run, results } = this;
		// If the report cannot be written, nothing is changed.
		await writeReport(run, results);
		const server = await receiveDeliveries(run);
		try {
			for (const probe of PROBES) results[probe.id] = await this.resultOf(probe);
		} finally {
			run.isUndoing = true;
			for (const undo of this.undoStack) await this.undo(undo);
			await server?.stop();
			await writeReport(run, results);
			const left = this.left.map((what) => `\nNot undone. Please do it yourself: ${what}\n`);
			print(`${reportText(run, results)}${left.join('')}`);
		}
		if (run.isStopped) return 130;
		const verdicts = Object.values(results).map(({ verdict }) => verdict);
		const isWell = verdicts.includes('confirmed') && !verdicts.includes('differs');
		return isWell && this.left.length === 0 ? 0 : 1;
	}

	private async resultOf(probe: Probe): Promise<Result> {
		try {
			this.throwIfUnable(probe);
			return await this.tried(probe);
		} catch (error) {
			if (this.run.isStopped) return { verdict: 'not tried', reason: 'stopped' };
			if (error instanceof NotTried) return { verdict: 'not tried', reason: error.message };
			throw error;
		}
	}

	/** @throws {NotTried} if a probe must not run, or lacks a value. */
	private throwIfUnable(probe: Probe): void {
		const { run } = this;
		const { step } = probe;
		if (run.isStopped) throw new NotTried('stopped');
		if (step !== undefined && !run.settings.steps.includes(step)) {
			throw new NotTried('needs --act and your consent');
		}
		const [missing] = run.missing(probe);
		if (missing === undefined) return;
		// `otherSession` becomes "there is no other session".
		throw new NotTried(`there is no ${missing.replace(/[A-Z]/g, ' $&').toLowerCase()}`);
	}

	private async tried(probe: Probe): Promise<Result> {
		const { run } = this;
		const { answer, type } = await this.send(probe);
		if (isSuccess(answer)) Object.assign(run.values, probe.keeps?.(answer.body, run));
		const found = await this.observed(probe, answer);
		const isConfirmed = matches(probe.expects, found);
		if (isConfirmed) this.drop(probe.id);
		const isSecondType = type !== '' && probe.sends?.endsWith(` or ${type}`);
		const observed = isSecondType ? `${found} with ${type}` : found;
		return { verdict: isConfirmed ? 'confirmed' : 'differs', observed };
	}

	/** @throws {NotTried} if the answer says only that a role is missing. */
	private async send(probe: Probe): Promise<{ answer: Answer; type: string }> {
		const { run } = this;
		const { sends, expects, role, undo } = probe;
		if (sends === undefined) return { answer: { status: 200, body: '' }, type: '' };
		if (undo !== undefined) this.undoStack.unshift({ ...undo, what: run.filled(undo.what) });
		const sent = await run.sendProbe(probe);
		const { status } = sent.answer;
		if (status >= 400 && status < 500 && status !== 408) this.drop(undo?.by);
		if (status === 403 && !matches(expects, '403 ACCESS_FAILED') && !run.roles?.includes(role)) {
			throw new NotTried(`PingOne denies access (403): grant the role ${role}`);
		}
		return sent;
	}

	private async observed(probe: Probe, answer: Answer): Promise<string> {
		const { observe } = probe;
		if (observe === undefined || !isSuccess(answer)) return statusOf(answer);
		return await observe(answer, this.run, async () => (await this.run.sendProbe(probe)).answer);
	}

	/** Removes a change that the probe with this ID has undone, or that was not made. */
	private drop(by?: string): void {
		this.undoStack = this.undoStack.filter((undo) => undo.by !== by);
	}

	/** Undoes a change. If that fails, it stays on the stack. */
	private async undo(undo: Undo): Promise<void> {
		for (let attempt = 0; attempt < UNDO_ATTEMPTS; attempt++) {
			if (attempt > 0) await pause(2 ** (attempt - 1) * this.run.settings.secondMs);
			if (await this.isUndone(undo).catch(() => false)) return this.drop(undo.by);
		}
	}

	/** True if PingOne confirms it, or says that the object does not exist. */
	private async isUndone({ by, find }: Undo): Promise<boolean> {
		const { run } = this;
		if (find !== undefined && run.values[find.id] === undefined) {
			const list = listIn(await run.get(find.list), find.list.replace(/\?.*/, ''));
			const isCreated = (one: object) => textAt(one, find.field) === run.values[find.value];
			run.values[find.id] = textAt(list.find(isCreated), 'id');
		}
		const probe = PROBES.find(({ id }) => id === by);
		if (probe === undefined || run.missing(probe).length > 0) return false;
		const { answer } = await run.sendProbe(probe);
		return isNotFound(answer) || matches(probe.expects, await this.observed(probe, answer));
	}
}
