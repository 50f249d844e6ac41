import type { FactKey } from './tenantFacts';

/** Something that the code assumes about PingOne. */
export interface Fact {
	/** What is looked at, as the report has it. */
	subject: string;
	/** What the code assumes. */
	assumed: string;
	/** What of it is seen where the worker application may do it; all of it if left out. */
	assumedIfAllowed?: string;
	/** Whether what was observed is what the code assumes. */
	holds: RegExp;
	/** What differs and makes no difference to the nodes all the same. */
	copesWith?: RegExp;
	/** One of two ways to do the same: unless one of them succeeds, both differ. */
	instead?: FactKey;
	/** What the worker application has to be allowed: until it is, a 403 says nothing of this. */
	access?: FactKey;
	/** What in the code assumes it. */
	place: string;
}

/** After these, the nodes try the other spelling of a media type. */
export const WRONG_MEDIA_TYPE = /^(400|406|415)( |$)/;
export const SUCCESS = /^2\d\d$/;
/** Where most of it is assumed. */
export const SHARED = 'nodes/shared/pingone';
