/** The least role for the users of an environment: their accounts, passwords, groups, devices and sessions. */
export const IDENTITY_DATA_ADMIN = 'Identity Data Admin';
