/** Lowest role for users: accounts, passwords, groups, devices and sessions. */
export const IDENTITY_DATA_ADMIN = 'Identity Data Admin';

/** Lowest role for webhooks and the audit log. */
export const ENVIRONMENT_ADMIN = 'Environment Admin';

/** Role for applications and their secrets. */
export const CLIENT_APPLICATION_DEVELOPER = 'Client Application Developer';
