/** Why something could not be found out. The message is for the report. */
export class NotSettled extends Error {}
