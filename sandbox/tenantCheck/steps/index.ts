/** All that the check does, in this order: what only reads, then what changes the least, and so on. */
import type { Step } from '../check';
import { access } from './access';
import { activities, events } from './activities';
import { devices } from './devices';
import { disableTestUser } from './disable';
import { filters } from './filters';
import { createOwnUser, deleteOwnUser, lockOwnUser, passwordOfOwnUser } from './ownUser';
import { rate } from './rate';
import { endSessions, resetUnknown } from './sessions';
import { webhooks } from './webhooks';

export const STEPS: Step[] = [
	access,
	filters,
	resetUnknown,
	createOwnUser,
	lockOwnUser,
	passwordOfOwnUser,
	webhooks,
	devices,
	endSessions,
	disableTestUser,
	activities,
	events,
	deleteOwnUser,
	rate,
];
