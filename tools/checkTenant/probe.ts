/** The form of a row in the table of probes. */
import type { ProbeRequest, Run, Values } from './run';
import type { Answer } from './tenantClient';

export interface Probe extends ProbeRequest {
	id: string;
	/** The question that the probe answers, for the report. */
	asks: string;
	/** The file of this package that relies on it. */
	reliesOn: string;
	/** The role that should suffice. */
	role: 'Identity Data Admin' | 'Environment Admin';
	/** The step of a probe that changes something. The check asks before each step. */
	step?: string;
	/** Describes a success; its status by default. A failure is described by status and error codes. */
	observe?: Observe;
	/** Returns values for later probes. Called after a success. */
	keeps?: (body: unknown, run: Run) => Values;
	/** Undoes the change. It is pushed onto the undo stack before the request is sent. */
	undo?: Undo;
}

export interface Undo {
	/** The instruction for doing it by hand. */
	what: string;
	/** The ID of the probe that undoes it. */
	by: string;
	/**
	 * Finds what was created if the response was lost: the list, the field that has the value of this
	 * name, and the name for the ID.
	 */
	find?: { list: string; field: string; value: string; id: string };
}

/** @param again sends the probe's request once more. */
export type Observe = (
	answer: Answer,
	run: Run,
	again: () => Promise<Answer>,
) => string | Promise<string>;
