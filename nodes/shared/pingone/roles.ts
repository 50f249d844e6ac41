/** The least role for the users of an environment: their accounts, passwords, groups, devices and sessions. */
export const IDENTITY_DATA_ADMIN = 'Identity Data Admin';

/** The least role for the webhooks of an environment, and for what PingOne has written down about it. */
export const ENVIRONMENT_ADMIN = 'Environment Admin';
