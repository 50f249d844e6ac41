import type { IDataObject } from 'n8n-workflow';
import { CLIENT_APPLICATION_DEVELOPER } from '../auth/roles';
import { readAll } from '../collection';
import type { Environment } from '../environment';
import { NoMatchError, PingOneError } from '../errors/pingOneError';
import type { Subject } from '../errors/responseErrors';
import { checkedId } from '../ids';
import { textOf } from '../json';
import { replaceObject } from '../replaceObject';
import { isSameText } from '../sameValue';
import { quote, sanitize } from '../text';

/** An application as PingOne shows it, with its ID. */
export interface Application extends IDataObject {
	/** UUID; of an OpenID Connect application also the client ID. */
	id: string;
}

/** An application, and the environment in which it is. */
export interface ApplicationTarget {
	environment: Environment;
	application: Application;
}

/** A lookup by ID, or by a name that must match in full. */
export interface ApplicationQuery {
	by: 'id' | 'name';
	value: string;
}

/** Filters for applications. An application must match all of them. */
export interface ApplicationFilters {
	enabled?: boolean;
	type?: string;
	protocol?: string;
	nameContains?: string;
	/** Milliseconds since 1970. */
	createdBeforeMs?: number;
}

/** Finds an application. @throws {PingOneError} if there is none, or more than one with the name. */
export async function findApplication(
	environment: Environment,
	{ by, value }: ApplicationQuery,
): Promise<Application> {
	if (by === 'id') return await readApplication(environment, value);
	const all = await listApplications(environment, {});
	const [match, ...others] = all.filter(({ name }) => isSameText(name, value));
	if (match !== undefined && others.length === 0)
		return await readApplication(environment, match.id);
	const where = `in environment ${environment.id}`;
	throw match === undefined
		? new NoMatchError(
				`No application ${where} has the name ${quote(value)}`,
				"Check 'Application': the spelling, and that the application is in this environment. Nothing was changed for this item.",
			)
		: new PingOneError(
				`More than one application ${where} has the name ${quote(value)}`,
				"Set 'Application' to By ID. Nothing was changed for this item.",
			);
}

async function readApplication(environment: Environment, id: string): Promise<Application> {
	const subject = subjectOf(environment, { id });
	return { ...(await environment.get(applicationPath(id), subject)), id };
}

/** Reads an application again. */
export async function readAgain({
	environment,
	application,
}: ApplicationTarget): Promise<ApplicationTarget> {
	return { environment, application: await readApplication(environment, application.id) };
}

/**
 * Lists applications. PingOne has no filter for them, so all are read, and filtered here. It leaves
 * out some of its own.
 */
export async function listApplications(
	environment: Environment,
	filters: ApplicationFilters,
): Promise<Application[]> {
	const name = `the applications of environment ${environment.id}`;
	const listed = await readAll(environment, {
		path: '/applications',
		name: 'applications',
		subject: { name, role: CLIENT_APPLICATION_DEVELOPER },
	});
	return listed.filter((application) => matches(application, filters)).map(applicationOf);
}

function applicationOf(listed: IDataObject): Application {
	return { ...listed, id: checkedId("PingOne's application ID", listed.id) };
}

function matches(application: IDataObject, filters: ApplicationFilters): boolean {
	const { enabled, type, protocol, nameContains = '', createdBeforeMs = Infinity } = filters;
	const name = String(application.name).toLowerCase();
	// A time that cannot be read is before none.
	const createdMs = Date.parse(String(application.createdAt));
	return (
		(enabled === undefined || application.enabled === enabled) &&
		(type === undefined || application.type === type) &&
		(protocol === undefined || application.protocol === protocol) &&
		name.includes(nameContains.toLowerCase()) &&
		(createdBeforeMs === Infinity || createdMs < createdBeforeMs)
	);
}

/** Flattens an application: one value per field, null if PingOne does not return it. */
export function simplifyApplication(application: IDataObject): IDataObject {
	const { id, name, description, enabled, type, protocol, createdAt, updatedAt } = application;
	return {
		id: textOf(id),
		name: textOf(name),
		description: textOf(description),
		enabled: typeof enabled === 'boolean' ? enabled : null,
		type: textOf(type),
		protocol: textOf(protocol),
		createdAt: textOf(createdAt),
		updatedAt: textOf(updatedAt),
	};
}

/**
 * Enables or disables an application.
 *
 * @returns false if it had this state already.
 * @throws {PingOneError} also if PingOne shows another change afterwards than this one.
 */
export async function setApplicationEnabled(
	{ environment, application }: ApplicationTarget,
	enabled: boolean,
): Promise<boolean> {
	if (application.enabled === enabled) return false;
	const path = applicationPath(application.id);
	const subject = subjectOf(environment, application);
	await replaceObject(environment, { path, subject, current: application, changes: { enabled } });
	return true;
}

/**
 * Throws for an application that must not be changed: without its own application, the credential no
 * longer works, and without PingOne's own, nobody can sign on to PingOne.
 */
export function refuseProtected({ environment, application }: ApplicationTarget): void {
	const isOwn = isSameText(application.id, environment.ownApplicationId);
	if (!isOwn && !String(application.type).startsWith('PING_ONE_')) return;
	const label = applicationLabel(application);
	throw new PingOneError(
		isOwn
			? `Application ${label} is the one of this credential, so it was not changed`
			: `Application ${label} is one of PingOne's own, so it was not changed`,
		'Change it in the PingOne admin console if you have to. Nothing was changed for this item.',
	);
}

/** Returns the name of an application for a sentence. */
export function applicationLabel({ id, name }: IDataObject): string {
	return typeof name === 'string' ? `"${sanitize(name)}"` : String(id);
}

/** Returns the path of an application. @param id a checked ID. */
export function applicationPath(id: string): string {
	return `/applications/${id}`;
}

function subjectOf(environment: Environment, application: IDataObject): Subject {
	return {
		name: `application ${applicationLabel(application)} in environment ${environment.id}`,
		role: CLIENT_APPLICATION_DEVELOPER,
	};
}
