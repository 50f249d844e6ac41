/** Why something could not be found out. The message is for the report. */
export class NotSettled extends Error {}

/** A request that was not sent, or that PingOne has refused each time: it has changed nothing. */
export class NothingDone extends NotSettled {}
