/** Asks a real PingOne what the code only assumes, and says where it differs. */
import { existsSync } from 'node:fs';
import { PingOneError } from '../../nodes/shared/pingone/errors';
import { isUsageError } from '../usageError';
import { Check, type Step } from './check';
import { CleanUp } from './cleanUp';
import { NotSettled } from './notSettled';
import { differencesIn, linesOf, summaryOf, tableOf, writeReport } from './report';
import { optionsIn, settingsFrom, type Settings, type Terminal } from './settings';
import { STEPS } from './steps';
import { TenantClient } from './tenantClient';
import { inVariables } from './variables';

const HELP = `Compares your PingOne with what this package assumes about it, and writes a report.

  npm run check:tenant -- [--act] [--webhook URL] [--rate] [--out FILE]

Without options it only reads. The worker application needs the roles Identity Data Admin and
Environment Admin to find out everything. Without Identity Data Admin, or another role that may read
users, the check ends; without Environment Admin, webhooks and activities are left out. It asks for
what it needs, or takes these environment variables:
PINGONE_REGION, PINGONE_WORKER_ENVIRONMENT_ID, PINGONE_CLIENT_AUTHENTICATION, PINGONE_CLIENT_ID,
PINGONE_CLIENT_SECRET, PINGONE_ENVIRONMENT_ID, PINGONE_TEST_USER (an email address); with the region
custom also PINGONE_API_PATH, PINGONE_AUTH_PATH, and PINGONE_CUSTOM_DOMAIN (yes or no: whether the
latter is a custom domain of PingOne).

  --act              change something, too: it says what, and asks before each step. The test
                     user is signed out and disabled for a moment, and one MFA device is
                     blocked and unblocked: take an account that nobody needs. A user
                     n8n-check-… is created, and deleted at the end
  --webhook URL      with --act: register a webhook with this address, which must lead to
                     this machine (a tunnel), and look at what PingOne sends
  --webhook-port N   where the tunnel leads to on this machine (default: 8787)
  --rate             look for the rate limit, with up to 200 reads a second for a few seconds
  --out FILE         the report (default: tenant-check.json): without secrets and personal data
  --help             show this text

Ctrl+C stops it; what it has created or changed is undone first. Ctrl+C more than 3 seconds later
ends it at once, and says what is left to be undone.

Exit code: 0 if nothing that was seen differs (lines may be not settled), 1 if anything differs, even
if the nodes handle it, if no line was settled, something could not be undone, or PingOne gives no
access token, 2 if the command line or a setting is wrong, 130 after Ctrl+C.
`;

/**
 * @param cleanUp what is to be undone is added to it.
 * @returns the exit code.
 */
export async function runCheck(
	terminal: Terminal,
	signal: AbortSignal,
	cleanUp?: CleanUp,
): Promise<number> {
	try {
		const options = optionsIn(terminal.args);
		if (options.help) {
			terminal.print(HELP);
			return 0;
		}
		const settings = await settingsFrom(options, terminal);
		return await checkTenant(settings, terminal, signal, cleanUp);
	} catch (error) {
		terminal.printError(`\n${sentences(error)}\n`);
		if (signal.aborted) return 130;
		return isUsageError(error) ? 2 : 1;
	}
}

/**
 * The check itself.
 *
 * @param cleanUp what is to be undone is added to it.
 * @throws {TokenError} where PingOne hands out no token, {UsageError} where a setting turns out to be
 * wrong. What has been found out by then is told first.
 */
export async function checkTenant(
	settings: Settings,
	terminal: Terminal,
	signal: AbortSignal,
	cleanUp = new CleanUp(terminal.printError),
): Promise<number> {
	const client = await TenantClient.open(settings.worker).catch((error: unknown) => {
		const { outFile } = settings;
		const old = existsSync(outFile) ? ` ${outFile} is of an earlier run.` : '';
		terminal.printError(`\nNo report was written.${old}\n`);
		throw error;
	});
	const check = new Check(client, settings, signal, cleanUp);
	// So that nothing is changed if it cannot be written, and nobody takes an earlier one for this one.
	await writeReport(check, linesOf(check));
	try {
		for (const step of STEPS) await carryOut(step, check, terminal);
	} finally {
		await cleanUp.run();
		for (const what of cleanUp.left) {
			terminal.printError(`\nThis could not be undone. Please do it yourself: ${what}\n`);
		}
		await tellResult(check, terminal);
	}
	if (signal.aborted) return 130;
	const lines = linesOf(check);
	const hasSettled = lines.some(({ observed }) => observed !== undefined);
	const isWell = hasSettled && differencesIn(lines).length === 0 && cleanUp.left.length === 0;
	return isWell ? 0 : 1;
}

/** What has been found out, if anything has been tried. */
async function tellResult(check: Check, { print, printError }: Terminal): Promise<void> {
	const { facts, reasons, settings } = check;
	if (Object.keys({ ...facts, ...reasons }).length === 0) return;
	const lines = linesOf(check);
	const roles = check.roles === undefined ? 'cannot be read' : check.roles.join(', ') || 'none';
	print(`\n${tableOf(lines)}\n\nRoles of the worker application: ${roles}\n`);
	await writeReport(check, lines);
	print(`${summaryOf(lines)}.\nThe report is in ${settings.outFile}.\n`);
	for (const difference of differencesIn(lines)) printError(`\n${difference}\n`);
}

/** Carries out a step, if it may be; notes why what it has not settled is not. */
async function carryOut(step: Step, check: Check, terminal: Terminal): Promise<void> {
	const reason = await reasonAgainst(step, check, terminal).catch(reasonIn);
	const failure = reason ?? (await step.run(check).then(() => undefined, reasonIn));
	if (failure === undefined) return;
	for (const key of step.facts) {
		if (check.facts[key] === undefined) check.reasons[key] ??= failure;
	}
}

/** Why a step is not carried out; undefined if it is. */
async function reasonAgainst(
	{ needs, announcement }: Step,
	check: Check,
	{ ask }: Terminal,
): Promise<string | undefined> {
	check.throwIfStopped();
	if (needs !== undefined && !check.settings[needs]) return `needs --${needs}`;
	if (announcement === undefined) return undefined;
	const reply = await ask(`\n${await announcement(check)}.\nContinue? (y/N) `).catch(noReply);
	check.throwIfStopped();
	return /^y(es)?$/i.test(reply.trim()) ? undefined : 'declined';
}

/** @throws what does not say that nobody is there to answer. */
function noReply(error: unknown): string {
	if (isUsageError(error)) return '';
	throw error;
}

/** @throws what is no answer of PingOne's, but a mistake of ours. */
function reasonIn(error: unknown): string {
	if (error instanceof NotSettled) return error.message;
	throw error;
}

function sentences(error: unknown): string {
	if (error instanceof PingOneError) return inVariables(`${error.message}. ${error.description}`);
	return error instanceof Error ? error.message : String(error);
}
