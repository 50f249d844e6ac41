import {
	CONTRACTORS_ID,
	EMPLOYEES_ID,
	seededGroupId,
	seededUserId,
	WORKFORCE_ID,
} from '../../../../simulator/seed/seededIds';
import { isJsonObject } from '../../../../nodes/shared/pingone/json';
import { SimulatorClient, type Content } from '../../simulator/simulatorClient';
import {
	ENVIRONMENT_ID,
	GROUPS,
	handle,
	MEDIA_TYPES as TYPES,
	NEW_USER,
	POPULATION_IDS,
	type State,
	type User,
} from './pingOne';

const ID = 'a0000000-0000-4000-8000-000000000000';
const UNKNOWN_ID = 'b0000000-0000-4000-8000-000000000000';
const USERS = `/environments/${ENVIRONMENT_ID}/users`;
const PASSWORD = `${USERS}/${ID}/password`;
const MEMBERSHIPS = `${USERS}/${ID}/memberOfGroups`;
const [VPN, FINANCE, ALL_EMPLOYEES] = GROUPS;

/** The simulator's Jane. */
const JANE: User = {
	...NEW_USER,
	id: ID,
	username: 'jane.doe',
	email: 'jane.doe@acme.example',
	title: null,
	populationId: POPULATION_IDS[1],
	password: 'the first password',
	groupIds: [VPN.id, FINANCE.id],
};

/** The same in the simulator. */
const SIMULATOR_IDS: Array<[string, string]> = [
	[ENVIRONMENT_ID, WORKFORCE_ID],
	[POPULATION_IDS[0], CONTRACTORS_ID],
	[POPULATION_IDS[1], EMPLOYEES_ID],
	[ID, seededUserId(JANE.username)],
	...GROUPS.map(({ id, name }): [string, string] => [id, seededGroupId(name)]),
];

const filtered = (path: string, filter: string) => `${path}?filter=${encodeURIComponent(filter)}`;
const newUser = (username: string) => ({
	username,
	email: 'x@acme.example',
	population: { id: POPULATION_IDS[0] },
});

/** Requests that are sent one after another, about the same user. */
const REQUESTS: Array<[method: string, path: string, mediaType?: string, body?: object]> = [
	['GET', `${USERS}/${ID}`],
	['GET', `${USERS}/${UNKNOWN_ID}`],
	['GET', filtered(USERS, 'username eq "JANE.doe"')],
	['GET', filtered(USERS, 'email eq "Jane.Doe@acme.example"')],
	['GET', filtered(USERS, 'username eq "nobody"')],
	['PATCH', `${USERS}/${ID}`, TYPES.json, { title: 'CEO', email: 'y@acme.example' }],
	['PATCH', `${USERS}/${ID}`, TYPES.json, { username: 'Mei.Lin' }],
	['PUT', `${USERS}/${ID}/enabled`, TYPES.json, { enabled: false }],
	['POST', PASSWORD, TYPES.sendRecoveryCode],
	['PUT', `${USERS}/${ID}/enabled`, TYPES.json, { enabled: true }],
	['POST', PASSWORD, TYPES.sendRecoveryCode],
	['POST', `${USERS}/${ID}`, TYPES.lock, { unlockAt: '2199-01-01T00:00:00Z' }],
	['POST', `${USERS}/${ID}`, TYPES.unlock],
	['POST', PASSWORD, TYPES.forceChange],
	['POST', PASSWORD, TYPES.unlockPassword],
	['PUT', PASSWORD, TYPES.set, { value: 'another password', forceChange: false }],
	['PUT', PASSWORD, TYPES.set, { value: 'another password', forceChange: true }],
	['PUT', PASSWORD, TYPES.setValue, {}],
	['POST', PASSWORD, TYPES.forceChange],
	['GET', PASSWORD],
	['GET', `${MEMBERSHIPS}?expand=group`],
	['POST', MEMBERSHIPS, TYPES.json, { id: VPN.id }],
	['DELETE', `${MEMBERSHIPS}/${VPN.id}`],
	['DELETE', `${MEMBERSHIPS}/${VPN.id}`],
	['DELETE', `${MEMBERSHIPS}/${ALL_EMPLOYEES.id}`],
	['POST', MEMBERSHIPS, TYPES.json, { id: VPN.id }],
	['POST', MEMBERSHIPS, TYPES.json, { id: UNKNOWN_ID }],
	['GET', filtered(`/environments/${ENVIRONMENT_ID}/groups`, 'name eq "finance"')],
	['PATCH', `${USERS}/${ID}`, TYPES.json, { population: { id: POPULATION_IDS[0] } }],
	['PUT', `${USERS}/${ID}/population`, TYPES.json, { id: POPULATION_IDS[0] }],
	['GET', `${MEMBERSHIPS}?expand=group`],
	['POST', USERS, TYPES.json, newUser('Mei.Lin')],
	['POST', USERS, TYPES.json, newUser('eve')],
	['POST', `/environments/${ENVIRONMENT_ID}/sessions/${UNKNOWN_ID}`, TYPES.logout],
	['DELETE', `${USERS}/${ID}`],
	['DELETE', `${USERS}/${ID}`],
	['GET', PASSWORD],
];

const client = SimulatorClient.forAllTests();

it('the small PingOne of the model check responds as the simulator does', async () => {
	const mei = { ...JANE, id: `c${ID.slice(1)}`, username: 'mei.lin', email: 'mei@acme.example' };
	let state: State = { users: [JANE, mei], created: {} };
	for (const [method, path, mediaType, sent] of REQUESTS) {
		const body = sent === undefined ? '' : JSON.stringify(sent);
		const request = { method, path, mediaType: mediaType ?? '', body };
		const handled = handle(state, request, { forceChangeStatus: 200, refusesPopulation: false });
		state = handled.state;
		const content: Content =
			mediaType === undefined ? [] : [mediaType, sent && inSimulator(JSON.stringify(sent))];
		const simulated = await client.send(method, inSimulator(path), content);
		const { response } = handled;
		const what = `${method} ${path}`;
		expect([what, response.status, shown(response.body)]).toEqual([
			what,
			simulated.status,
			shown(simulated.data),
		]);
	}
});

function inSimulator(text: string): string {
	return SIMULATOR_IDS.reduce((replaced, [own, its]) => replaced.replaceAll(own, its), text);
}

/** Returns the fields of a body that the node reads, without IDs. */
function shown(body: unknown): unknown {
	if (!isJsonObject(body)) return undefined;
	const { code, details, account, name, _embedded: embedded } = body;
	const { status, unlockAt } = isJsonObject(account) ? account : {};
	const shownAsItIs = ['username', 'email', 'title', 'enabled', 'status', 'type'];
	const lists = isJsonObject(embedded) ? Object.values(embedded).filter(Array.isArray) : [];
	return {
		code,
		detailCodes: Array.isArray(details) ? details.map((detail) => detail.code) : undefined,
		account: [status, unlockAt],
		name: typeof name === 'string' ? name : undefined,
		...Object.fromEntries(shownAsItIs.map((key) => [key, body[key]])),
		lists: lists.map((listed) => listed.map(shown)),
	};
}
