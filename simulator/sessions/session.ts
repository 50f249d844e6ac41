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
	/** Absent where a browser does not tell, as on Linux. */
	operatingSystemVersion?: string;
	remoteIp: string;
	city: string;
	country: string;
}
