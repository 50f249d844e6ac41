/** The errors of the nodes, for a command line that has environment variables in place of fields. */

/** What n8n's credential calls it, and where it stands here. */
const VARIABLES = {
	"'Region'": 'PINGONE_REGION',
	"'API Path'": 'PINGONE_API_PATH',
	"'Auth Path'": 'PINGONE_AUTH_PATH',
	"'Worker Environment ID'": 'PINGONE_WORKER_ENVIRONMENT_ID',
	"'Authentication'": 'PINGONE_CLIENT_AUTHENTICATION',
	"'Client ID'": 'PINGONE_CLIENT_ID',
	"'Client Secret'": 'PINGONE_CLIENT_SECRET',
};

/** An error of the nodes, in words of this command line. */
export function inVariables(text: string): string {
	return Object.entries(VARIABLES).reduce(
		(changed, [field, variable]) => changed.replaceAll(field, variable),
		text.replaceAll(' in the PingOne credential', ''),
	);
}
