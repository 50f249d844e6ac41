/** Asks a real PingOne what the code only assumes, and says where it differs. */
import { open, writeFile } from 'node:fs/promises';
import { PingOneError } from '../../nodes/shared/pingone/errors';
import { isUsageError, UsageError } from '../usageError';
import { version } from '../../package.json';
import { Check, type Step } from './check';
import { NotSettled } from './notSettled';
import { differencesIn, linesOf, reportOf, summaryOf, tableOf } from './report';
import { optionsIn, settingsFrom, type Settings, type Terminal } from './settings';
import { STEPS } from './steps';
import { TenantClient } from './tenantClient';

const HELP = `Compares your PingOne with what this package assumes about it, and writes a report.

  npm run check:tenant -- [--act] [--webhook URL] [--rate] [--out FILE]

Without options it only reads. The worker application needs the roles Identity Data Admin and
Environment Admin to find out everything; what it may not do is left out. It asks for what it
needs, or takes these environment variables:
PINGONE_REGION, PINGONE_WORKER_ENVIRONMENT_ID, PINGONE_CLIENT_AUTHENTICATION, PINGONE_CLIENT_ID,
PINGONE_CLIENT_SECRET, PINGONE_ENVIRONMENT_ID, PINGONE_TEST_USER (an email address); with the region
custom also PINGONE_API_PATH and PINGONE_AUTH_PATH.

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

Ctrl+C stops it; what it has created or changed is undone first.

Exit code: 0 if PingOne is as assumed, 1 if something differs, could not be undone, or PingOne gives
no access token, 2 if the command line or a setting is wrong, 130 after Ctrl+C.
`;

/** @returns the exit code. */
export async function runCheck(terminal: Terminal, signal: AbortSignal): Promise<number> {
	try {
		const options = optionsIn(terminal.args);
		if (options.help) {
			terminal.print(HELP);
			return 0;
		}
		const settings = await settingsFrom(options, terminal).catch(wrongSetting);
		return await checkTenant(settings, terminal, signal);
	} catch (error) {
		terminal.printError(`\n${sentences(error)}\n`);
		if (signal.aborted) return 130;
		return isUsageError(error) ? 2 : 1;
	}
}

/** The check itself. @throws {TokenError} where PingOne hands out no token. */
export async function checkTenant(
	settings: Settings,
	terminal: Terminal,
	signal: AbortSignal,
): Promise<number> {
	const { print, printError } = terminal;
	const file = await open(settings.outFile, 'a').catch(() => {
		throw new UsageError(
			`The report cannot be written to ${settings.outFile}: choose another file with --out.`,
		);
	});
	await file.close();
	const client = await TenantClient.open(settings.worker);
	const check = new Check(client, settings, signal, printError);
	try {
		for (const step of STEPS) await carryOut(step, check, terminal);
	} finally {
		await check.cleanUp.run();
		for (const what of check.cleanUp.left) {
			printError(`\nThis could not be undone. Please do it yourself: ${what}\n`);
		}
	}
	const lines = linesOf(check);
	const roles = check.roles === undefined ? 'cannot be read' : check.roles.join(', ') || 'none';
	print(`\n${tableOf(lines)}\n\nRoles of the worker application: ${roles}\n`);
	const report = JSON.stringify(reportOf(check, lines, version), undefined, 2);
	await writeFile(settings.outFile, `${report}\n`);
	print(`${summaryOf(lines)}.\nThe report is in ${settings.outFile}.\n`);
	const differences = differencesIn(lines);
	for (const difference of differences) printError(`\n${difference}\n`);
	if (signal.aborted) return 130;
	return differences.length + check.cleanUp.left.length === 0 ? 0 : 1;
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

/** Nothing has been sent yet, so it is not PingOne that objects. */
function wrongSetting(error: unknown): never {
	throw error instanceof PingOneError ? new UsageError(sentences(error)) : error;
}

function sentences(error: unknown): string {
	if (error instanceof PingOneError) return `${error.message}. ${error.description}`;
	return error instanceof Error ? error.message : String(error);
}
