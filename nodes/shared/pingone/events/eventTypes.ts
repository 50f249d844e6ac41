/** Security-related event types, with PingOne's names. */
import type { INodePropertyOptions } from 'n8n-workflow';

/** Label of each type, by group. PingOne has more types, but publishes no list. */
const NAMES: Record<string, Record<string, string>> = {
	Application: {
		'APPLICATION.CREATED': 'Created',
		'APPLICATION.DELETED': 'Deleted',
		'APPLICATION.UPDATED': 'Updated',
	},
	Consent: {
		'OAUTH_CONSENT.ACCEPTED': 'Accepted',
		'OAUTH_CONSENT.REVOKED': 'Revoked',
	},
	Group: {
		'GROUP.CREATED': 'Created',
		'GROUP.DELETED': 'Deleted',
		'GROUP.UPDATED': 'Updated',
	},
	'Identity Provider': {
		'IDENTITY_PROVIDER.CREATED': 'Created',
		'IDENTITY_PROVIDER.DELETED': 'Deleted',
		'IDENTITY_PROVIDER.UPDATED': 'Updated',
	},
	'MFA Device': {
		'DEVICE.ACTIVATED': 'Activated',
		'DEVICE.BLOCKED': 'Blocked',
		'DEVICE.CREATED': 'Created',
		'DEVICE.DELETED': 'Deleted',
		'DEVICE.FRAUD_REPORTED': 'Fraud Reported',
		'DEVICE.LOCKED': 'Locked',
		'DEVICE.UNBLOCKED': 'Unblocked',
		'DEVICE.UNLOCKED': 'Unlocked',
		'MFA_SETTINGS.UPDATED': 'Settings Updated',
	},
	Password: {
		'PASSWORD.CHECK_FAILED': 'Check Failed',
		'PASSWORD.CHECK_SUCCEEDED': 'Check Succeeded',
		'PASSWORD.FORCE_CHANGE': 'Change Forced',
		'PASSWORD.RECOVERY': 'Recovery',
		'PASSWORD.RESET': 'Reset',
		'PASSWORD.SET': 'Set',
		'PASSWORD.UNLOCKED': 'Unlocked',
		'PASSWORD.UNSET': 'Removed',
	},
	Privilege: {
		'APPLICATION_ROLE_ENTRY.ADDED': 'Application Role Added',
		'APPLICATION_ROLE_ENTRY.REMOVED': 'Application Role Removed',
		'MEMBER_OF_GROUP.CREATED': 'Group Member Added',
		'MEMBER_OF_GROUP.DELETED': 'Group Member Removed',
		'ROLE_ASSIGNMENT.CREATED': 'Administrator Role Assigned',
		'ROLE_ASSIGNMENT.DELETED': 'Administrator Role Removed',
	},
	Risk: {
		'RISK_EVALUATION.CREATED': 'Evaluation Created',
		'RISK_EVALUATION.UPDATED': 'Evaluation Updated',
	},
	Secret: {
		'KEY.READ': 'Key Read',
		'SECRET.READ': 'Secret Read',
		'SECRET.UPDATED': 'Secret Updated',
	},
	Session: {
		'SESSION.CREATED': 'Created',
		'SESSION.DELETED': 'Deleted',
		'SESSION.UPDATED': 'Updated',
		'USER.SLO_FAILURE': 'Single Logout Failed',
		'USER.SLO_REQUESTED': 'Single Logout Requested',
		'USER.SLO_SUCCESS': 'Single Logout Succeeded',
	},
	'Sign-On': {
		'AUTHENTICATION.CREATED': 'Authentication Created',
		'AUTHENTICATION.UPDATED': 'Authentication Updated',
		'FLOW.CREATED': 'Flow Created',
		'FLOW.DELETED': 'Flow Deleted',
		'FLOW.UPDATED': 'Flow Updated',
		'OTP.CHECK_FAILED': 'One-Time Passcode Failed',
		'OTP.CHECK_INVALID': 'One-Time Passcode Invalid',
		'OTP.CHECK_SUCCESS': 'One-Time Passcode Accepted',
	},
	User: {
		'USER.ACCESS_ALLOWED': 'Access Allowed',
		'USER.ACCESS_DENIED': 'Access Denied',
		'USER.CREATED': 'Created',
		'USER.DELETED': 'Deleted',
		'USER.LOCKED': 'Locked',
		'USER.MOVED': 'Moved to Another Population',
		'USER.UNLOCKED': 'Unlocked',
		'USER.UPDATED': 'Updated, Enabled or Disabled',
	},
	Webhook: {
		'SUBSCRIPTION.CREATED': 'Created',
		'SUBSCRIPTION.DELETED': 'Deleted',
		'SUBSCRIPTION.UPDATED': 'Updated',
	},
};

/** Types of events about other objects, in which the only user is the acting administrator. */
const WITHOUT_AFFECTED_USER = /^(APPLICATION|GROUP|IDENTITY_PROVIDER|KEY|SECRET|SUBSCRIPTION)\./;

/** Options of the list in the editor, sorted by name. */
export const ACTIVITY_TYPES: INodePropertyOptions[] = Object.entries(NAMES)
	.flatMap(([group, names]) =>
		Object.entries(names).map(([value, name]) => ({
			name: `${group}: ${name}`,
			value,
			description: WITHOUT_AFFECTED_USER.test(value) ? `${value} (no affected user)` : value,
		})),
	)
	.sort((a, b) => a.name.localeCompare(b.name, 'en'));
