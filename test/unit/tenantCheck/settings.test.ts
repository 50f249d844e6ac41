/** What the check is told, by variables or answers, and what it says where that cannot be used. */
import { optionsIn, settingsFrom } from '../../../sandbox/tenantCheck/settings';
import { UsageError } from '../../../sandbox/usageError';

const WORKER_ENVIRONMENT = '6f0a1e3c-52b7-4f0e-8c55-0d9c3b7a4e21';
const ENVIRONMENT = 'c2df5627-4b1c-4e0a-9f3d-6f0e2a7b8c9d';
const CLIENT = '0b6c2c56-4c2f-4b52-8d4e-0f6d1b9f7a31';
const SECRET = 'my~secret.value';

const ANSWERS = {
	PINGONE_REGION: 'eu',
	PINGONE_WORKER_ENVIRONMENT_ID: WORKER_ENVIRONMENT,
	PINGONE_CLIENT_AUTHENTICATION: 'basic',
	PINGONE_CLIENT_ID: CLIENT,
	PINGONE_CLIENT_SECRET: SECRET,
	PINGONE_ENVIRONMENT_ID: ENVIRONMENT,
	PINGONE_TEST_USER: 'jane.doe@acme.example',
};
const CUSTOM = {
	...ANSWERS,
	PINGONE_REGION: 'custom',
	PINGONE_API_PATH: 'https://api.pingone.eu',
	PINGONE_AUTH_PATH: 'https://sso.acme.example/',
	PINGONE_CUSTOM_DOMAIN: 'no',
};

/** @param answers to what is asked, by the variable that the question names. */
async function settingsOf(
	answers: Partial<Record<string, string>>,
	env: Partial<Record<string, string>> = {},
	args: string[] = [],
) {
	const questions: string[] = [];
	const hidden: string[] = [];
	const ask = async (question: string, isHidden = false) => {
		const [, name = ''] = /\((PINGONE_\w+)\): $/.exec(question) ?? [];
		questions.push(question);
		if (isHidden) hidden.push(name);
		return ` ${answers[name] ?? ''} `;
	};
	const terminal = { args, env, print: () => {}, printError: () => {}, ask };
	const settings = await settingsFrom(optionsIn(args), terminal);
	return { settings, questions, hidden };
}

async function refusalOf(answers: Partial<Record<string, string>>): Promise<string> {
	const error: unknown = await settingsOf(answers).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(UsageError);
	return String(error);
}

it('asks for each setting that no variable has, and hides the secret', async () => {
	const { settings, questions, hidden } = await settingsOf(ANSWERS);
	expect(questions).toEqual([
		expect.stringMatching(/^Region: com \(North America\), ca \(Canada\), .*\(PINGONE_REGION\): $/),
		expect.stringMatching(/^Environment ID of the worker application, a UUID \(/),
		expect.stringMatching(/^Token endpoint authentication method .*: basic, post \(/),
		expect.stringMatching(/^Client ID of the worker application, a UUID \(/),
		expect.stringMatching(/^Client Secret, which is not shown \(/),
		expect.stringMatching(/^Environment ID of the users, a UUID \(/),
		expect.stringMatching(/^Email of a test user who is signed in somewhere/),
	]);
	expect(hidden).toEqual(['PINGONE_CLIENT_SECRET']);
	expect(settings).toMatchObject({
		region: 'eu',
		workerEnvironmentId: WORKER_ENVIRONMENT,
		environmentId: ENVIRONMENT,
		email: 'jane.doe@acme.example',
		worker: {
			apiBase: 'https://api.pingone.eu/v1',
			tokenUrl: `https://auth.pingone.eu/${WORKER_ENVIRONMENT}/as/token`,
			clientId: CLIENT,
			clientSecret: SECRET,
			authentication: 'header',
		},
	});
});

it('asks for nothing that a variable has', async () => {
	const { questions, settings } = await settingsOf({}, { ...CUSTOM });
	expect(questions).toEqual([]);
	expect(settings.worker.apiBase).toBe('https://api.pingone.eu/v1');
});

it.each([
	['yes', 'https://sso.acme.example/as/token'],
	['no', `https://sso.acme.example/${WORKER_ENVIRONMENT}/as/token`],
])(
	'a custom domain (%s) decides on the address for tokens, not on where the roles are',
	async (PINGONE_CUSTOM_DOMAIN, tokenUrl) => {
		const { settings } = await settingsOf({ ...CUSTOM, PINGONE_CUSTOM_DOMAIN });
		expect(settings.worker.tokenUrl).toBe(tokenUrl);
		expect(settings.workerEnvironmentId).toBe(WORKER_ENVIRONMENT);
	},
);

describe('what cannot be used', () => {
	it.each([
		['PINGONE_REGION', /must be one of com, ca, .*, custom\.$/],
		['PINGONE_API_PATH', /must be an address such as https:/],
		['PINGONE_AUTH_PATH', /must be an address without a path/],
		['PINGONE_CUSTOM_DOMAIN', /must be one of yes, no\.$/],
		['PINGONE_WORKER_ENVIRONMENT_ID', /must be a UUID\. .* the Overview tab of the application/],
		['PINGONE_CLIENT_AUTHENTICATION', /must be one of basic, post\.$/],
		['PINGONE_CLIENT_ID', /must be a UUID\. .* the Overview tab of the application/],
		['PINGONE_ENVIRONMENT_ID', /must be a UUID\. .* the properties of the environment/],
		['PINGONE_TEST_USER', /must be an email address\.$/],
	])('in %s is told without its value, nor in terms of n8n', async (name, message) => {
		for (const value of [SECRET, '']) {
			const told = await refusalOf({ ...CUSTOM, [name]: value });
			expect(told).toMatch(message);
			expect(told).toContain(`${name} must`);
			expect(told).not.toContain(SECRET);
			expect(told).not.toMatch(/expression|credential|item/);
		}
	});

	it('as a secret is an empty one', async () => {
		const told = await refusalOf({ ...ANSWERS, PINGONE_CLIENT_SECRET: '' });
		expect(told).toMatch(/PINGONE_CLIENT_SECRET must be the Client Secret, from the Overview tab/);
	});

	it.each(['https://admin:hunter2@check.example/hook', 'https://hunter2@check.example/hook'])(
		'as the URL of a webhook is one with a user name or a password, which would be shown: %s',
		async (url) => {
			const refused = settingsOf({}, { ...CUSTOM }, ['--act', '--webhook', url]);
			await expect(refused).rejects.toThrow(UsageError);
			await expect(refused).rejects.toThrow(/^--webhook must not have a user name or a password/);
			await expect(refused).rejects.not.toThrow(/hunter2/);
		},
	);
});
