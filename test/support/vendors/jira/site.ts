/** The configuration of a Jira site: projects, issue types, fields and transitions. */

export interface Status {
	id: string;
	name: string;
	category: 'new' | 'indeterminate' | 'done';
}

interface Transition {
	id: string;
	name: string;
	to: Status;
	/** The statuses from which the transition starts. */
	from: Status[];
}

export interface IssueType {
	id: string;
	name: string;
	/** The workflow of an issue. New issues are `To Do`. */
	transitions: Transition[];
}

export interface Project {
	id: string;
	key: string;
	name: string;
	issueTypes: IssueType[];
	/** The custom fields on its screens, by ID: text fields of a single line. */
	customFields: Record<string, string>;
}

export const TO_DO: Status = { id: '10000', name: 'To Do', category: 'new' };
const IN_PROGRESS: Status = { id: '10001', name: 'In Progress', category: 'indeterminate' };
const DONE: Status = { id: '10002', name: 'Done', category: 'done' };

const START: Transition = { id: '11', name: 'Start', to: IN_PROGRESS, from: [TO_DO] };
const REOPEN: Transition = { id: '41', name: 'Reopen', to: TO_DO, from: [DONE] };
const FINISH: Transition = { id: '31', name: 'Finish', to: DONE, from: [TO_DO, IN_PROGRESS] };
const FINISH_STARTED: Transition = { ...FINISH, from: [IN_PROGRESS] };

const SIMPLE = [START, FINISH, REOPEN];
/** Transitions: an issue must be started before it is finished. */
const STRICT = [START, FINISH_STARTED, REOPEN];

/** The custom field that names the user in both projects. */
export const EMAIL_FIELD = 'customfield_10050';

export const PROJECTS: Project[] = [
	{
		id: '10010',
		key: 'HR',
		name: 'Human Resources',
		issueTypes: [
			{ id: '10101', name: 'Leaver', transitions: SIMPLE },
			{ id: '10102', name: 'Leaver with handover', transitions: STRICT },
		],
		customFields: { [EMAIL_FIELD]: 'Work email' },
	},
	{
		id: '10011',
		key: 'HELP',
		name: 'Help Desk',
		issueTypes: [
			{ id: '10103', name: 'Security report', transitions: SIMPLE },
			{ id: '10104', name: 'Question', transitions: SIMPLE },
		],
		customFields: { [EMAIL_FIELD]: 'Work email' },
	},
];
