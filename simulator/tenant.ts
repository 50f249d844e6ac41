import type { Express } from 'express';
import { AccessTokens } from './auth/accessTokens';
import { Activities } from './events/activities';
import { ApplicationStore } from './applications/applications';
import { Keys } from './applications/keys';
import { Applications } from './auth/applications';
import { AuditActivities } from './events/auditActivities';
import { Consents } from './users/consents';
import { Deliveries } from './events/deliveries';
import { Devices } from './devices/devices';
import { Environments } from './environments';
import { Groups } from './groups/groups';
import { LinkedAccounts } from './users/linkedAccounts';
import { MemberOfGroups } from './groups/memberOfGroups';
import { Memberships } from './groups/memberships';
import { PairingKeys } from './devices/pairingKeys';
import { Passwords } from './users/passwords';
import { Populations } from './groups/populations';
import { RoleAssignments } from './users/roleAssignments';
import { Sessions } from './sessions/sessions';
import { signOn, type SignOnAttempt, type SignOnResult } from './sessions/signOn';
import { recordSignOn } from './events/signOnActivities';
import { Subscriptions } from './events/subscriptions';
import { Users } from './users/users';
import { Workers } from './auth/tokenEndpoint';

/** All resources of the simulator. To add a resource, write its file and add its line here. */
export class Tenant {
	readonly tokens = new AccessTokens();
	readonly activities = new Activities();
	readonly environments = new Environments(this.tokens);
	readonly populations = new Populations(this.environments);
	readonly groups = new Groups(this.environments);
	readonly memberships = new Memberships(this.groups);
	readonly users = new Users(this.environments, this.populations, this.memberships);
	readonly sessions = new Sessions(this.environments, this.users);
	readonly passwords = new Passwords(this.users);
	readonly memberOfGroups = new MemberOfGroups(this.users, this.groups, this.memberships);
	readonly roleAssignments = new RoleAssignments(this.users);
	readonly consents = new Consents(this.users);
	readonly linkedAccounts = new LinkedAccounts(this.users);
	readonly devices = new Devices(this.users);
	readonly pairingKeys = new PairingKeys(this.users);
	readonly workers = new Workers(this.environments, this.tokens);
	readonly applications = new Applications(this.tokens, this.environments, this.workers);
	readonly applicationStore = new ApplicationStore(this.environments);
	readonly keys = new Keys(this.environments);
	readonly deliveries = new Deliveries();
	readonly subscriptions = new Subscriptions(
		this.environments,
		this.populations,
		this.activities,
		this.deliveries,
	);
	readonly auditActivities = new AuditActivities(this.environments, this.activities);

	/** Signs a user on in a browser, if the account and the password allow it. */
	signOn(attempt: SignOnAttempt): SignOnResult {
		const result = signOn(this, attempt);
		recordSignOn(this, attempt, result);
		return result;
	}

	/** Adds the routes of all resources above. */
	addRoutes(app: Express): void {
		for (const part of Object.values(this)) {
			if ('addRoutes' in part) part.addRoutes(app);
		}
	}
}
