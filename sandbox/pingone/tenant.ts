import type { Express } from 'express';
import { AccessTokens } from './accessTokens';
import { Devices } from './devices';
import { Environments } from './environments';
import { Resource } from './resource';
import { Sessions } from './sessions';
import { Users } from './users';
import { Workers } from './tokenEndpoint';

/** What the simulator knows. To add a resource, write its file and add its line here. */
export class Tenant {
	readonly tokens = new AccessTokens();
	readonly environments = new Environments(this.tokens);
	readonly users = new Users(this.environments);
	readonly sessions = new Sessions(this.environments, this.users);
	readonly devices = new Devices(this.users);
	readonly workers = new Workers(this.environments, this.tokens);

	/** The routes of every resource above. */
	addRoutes(app: Express): void {
		for (const part of Object.values(this)) {
			if (part instanceof Resource) part.addRoutes(app);
		}
	}
}
