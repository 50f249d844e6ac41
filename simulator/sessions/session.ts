export interface Session extends SessionPlace {
	id: string;
	environmentId: string;
	userId: string;
	createdAt: Date;
	activeAt: Date;
	idleTimeoutInMinutes: number;
}

/** The browser and place of a sign-on. */
export interface SessionPlace {
	browser: string;
	browserVersion: string;
	operatingSystem: string;
	/** Absent if the browser does not send it, as on Linux. */
	operatingSystemVersion?: string;
	remoteIp: string;
	city: string;
	country: string;
}
