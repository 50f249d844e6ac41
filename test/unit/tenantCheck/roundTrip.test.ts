/** A simulator that is like a tenant is found to be so, whatever the check has written about the tenant. */
import { behaveLike } from '../../../sandbox/pingone/likeTenant';
import { seededDeviceId, WORKFORCE_ID } from '../../../sandbox/pingone/seededIds';
import { PingOneSimulator } from '../../../sandbox/pingone/simulator';
import { isFactKey, type FactKey, type TenantFacts } from '../../../sandbox/pingone/tenantFacts';
import { runInSimulator } from './runInSimulator';
import { AS_ASSUMED, COPED_WITH, OTHERWISE } from './tenants';

const REFUSALS = ['422 INVALID_DATA/INVALID_VALUE', '302 other'];
const RESPONSES = ['200', '204', '201 other', ...REFUSALS];
const FILTER = ['200 found', '200 not found', '200 ignored', '204', '206 other', ...REFUSALS];
const EVENT = ['SESSION.DELETED', 'SESSION.DELETED+SESSION.UPDATED', 'USER.SLO_SUCCESS+other'];
const withState = (one: string, another: string) => [
	`200 ${one}`,
	`204 ${another}`,
	'200 UNKNOWN',
	'200 SOMETHING_ELSE',
	`201 other ${one}`,
	'409 UNKNOWN',
];
const LOCK = withState('OK', 'LOCKED');
const DEVICE = withState('BLOCKED', 'UNBLOCKED');
const access = (role: string) =>
	['allowed with', 'allowed without', 'denied with', 'denied without']
		.map((words) => `${words} ${role}`)
		.concat('allowed', '400 INVALID_DATA');
const DATA_ADMIN = access('Identity Data Admin');
const ENVIRONMENT_ADMIN = access('Environment Admin');

/** Words that the check can write; where there are too many, one of each kind. */
const WORDS: Record<Exclude<FactKey, `rate.${string}`>, string[]> = {
	// Without the role the check ends: nothing else can be found out.
	'access.users': DATA_ADMIN.filter((word) => !word.startsWith('denied without')),
	'access.sessions': DATA_ADMIN,
	'access.subscriptions': ENVIRONMENT_ADMIN,
	'access.createSubscription': ENVIRONMENT_ADMIN,
	'access.activities': ENVIRONMENT_ADMIN,
	'access.changeUsers': DATA_ADMIN,
	'access.reset': DATA_ADMIN,
	'filter.usernameStartsWith': FILTER,
	'filter.emailStartsWith': FILTER,
	'filter.search': FILTER,
	'filter.emailEndsWith': FILTER,
	'filter.givenNameContains': FILTER,
	'filter.enabled': FILTER,
	'filter.population': FILTER,
	'filter.group': FILTER,
	'filter.unsupported': ['204', '206 other', '400 INVALID_DATA/INVALID_FILTER', ...REFUSALS],
	'session.delete': RESPONSES,
	'reset.ended': RESPONSES,
	'reset.expired': RESPONSES,
	'reset.wrongMediaType': RESPONSES,
	'reset.live': RESPONSES,
	'reset.repeated': RESPONSES,
	'reset.unknown': RESPONSES,
	'session.readAfterReset': RESPONSES,
	'session.listedAfterReset': ['no longer listed', 'listed'],
	'disable.sessions': ['sessions stay active', 'sessions end'],
	'user.create': ['200', '201 other', '204 other', '409 UNKNOWN'],
	'lock.withoutTime': LOCK,
	'lock.withTime': LOCK,
	'lock.unlock': LOCK,
	'password.set': RESPONSES,
	'password.forceChange': withState('MUST_CHANGE_PASSWORD', 'OK'),
	'password.unlock': RESPONSES,
	'password.unlockPlain': RESPONSES,
	'password.remove': withState('NO_PASSWORD', 'OK'),
	'user.delete': RESPONSES,
	'device.block': DEVICE,
	'device.unblock': DEVICE,
	'device.unblockPlain': DEVICE,
	'activities.order': ['newest first', 'oldest first', 'no order'],
	'activities.future': RESPONSES,
	'activities.limit': RESPONSES,
	'activities.severalTypes': RESPONSES,
	'event.reset': EVENT,
	'event.delete': EVENT,
	'webhook.creation': ['no request', 'HEAD', 'GET', 'POST', 'PUT', 'OPTIONS'],
	'webhook.authorization': ['sent', 'missing'],
	'webhook.contentType': ['application/json', 'application/x-ndjson', 'none', 'other'],
	'webhook.shape': ['array', 'object', 'other'],
};

/** What others need: where these are otherwise, nothing else is. */
const ALONE = [
	/^access\.users$/,
	/^access\.(sessions|subscriptions|activities|changeUsers)$/,
	/^access\.(reset|createSubscription)$/,
	/^user\.create$/,
];
/** Facts that may need each other: one of them is otherwise at a time. */
const NOT_AT_ONCE = [
	/^(session\.delete|reset\.ended|event\.delete)$/,
	/^(reset\.(live|repeated)|session\.\w+AfterReset|event\.reset|disable\.sessions)$/,
	/^lock\./,
	/^password\.(set|forceChange|remove)$/,
	/^password\.unlock/,
	/^device\./,
];
const AT_ONCE = 6;
const PHONE = seededDeviceId('jane.doe', 'MOBILE');

/** So many that they show an order. */
function recordActivities({ tenant: { activities } }: PingOneSimulator): void {
	for (let agoMs = 1_000; agoMs < 15_000; agoMs += 1_000) {
		const recordedAt = new Date(Date.now() - agoMs);
		activities.record({ environmentId: WORKFORCE_ID, type: 'FLOW.CREATED', recordedAt });
	}
}

/** In what each tenant is otherwise: as few tenants as have each word of each fact in one of them. */
function tenants(): TenantFacts[] {
	const matching = (facts: RegExp) => Object.keys(WORDS).filter((key) => facts.test(key));
	const withEach = (keys: string[]) =>
		Object.entries(WORDS)
			.filter(([key]) => keys.includes(key))
			.flatMap(([key, words]) => words.map((word): TenantFacts => ({ [key]: word })));
	const grouped = [...ALONE, ...NOT_AT_ONCE].flatMap(matching);
	const others = Object.keys(WORDS).filter((key) => !grouped.includes(key));
	return [
		...ALONE.flatMap((facts) => merged(matching(facts).map((key) => withEach([key])))),
		...merged([
			...NOT_AT_ONCE.map((facts) => withEach(matching(facts))),
			...others.map((key) => withEach([key])),
		]),
	];
}

/** The first of all lists in one, the second of all in one, and so on. */
function merged(lists: TenantFacts[][]): TenantFacts[] {
	const count = Math.max(...lists.map(({ length }) => length));
	return Array.from({ length: count }, (_, index) =>
		Object.assign({}, ...lists.map((list) => list[index])),
	);
}

describe('a simulator that is like a tenant', () => {
	/** What was found in place of each word. */
	const found: Partial<Record<FactKey, Array<string | undefined>>> = {};
	/** In what each tenant was otherwise whose device the check has left blocked without a word. */
	const leftBlocked: TenantFacts[] = [];

	beforeAll(async () => {
		const left = tenants();
		const runs = Array.from({ length: AT_ONCE }, async () => {
			for (let like = left.shift(); like !== undefined; like = left.shift()) await look(like);
		});
		await Promise.all(runs);
	}, 120_000);

	async function look(otherwise: TenantFacts): Promise<void> {
		const like = { ...AS_ASSUMED, ...otherwise };
		const { facts, text, printed, simulator } = await runInSimulator({
			like,
			hasWebhook: Object.keys(otherwise).some((key) => /^webhook\.|^access\.createSub/.test(key)),
			prepare: recordActivities,
		});
		const isBlocked = simulator.tenant.devices.get(PHONE)?.isBlocked;
		if (isBlocked && !printed.includes('do it yourself: Unblock')) leftBlocked.push(otherwise);
		for (const [key, word] of Object.entries(otherwise)) {
			if (!isFactKey(key)) continue;
			const reason = JSON.parse(text).facts[key].notSettled;
			(found[key] ??= []).push(facts[key] === word ? word : `${word} > ${facts[key] ?? reason}`);
		}
	}

	it.each(Object.entries(WORDS))('is found to be so in %s, whatever it was', (key, words) => {
		if (isFactKey(key)) expect(found[key]?.sort()).toEqual([...words].sort());
	});

	it('has no device left blocked that is not named', () => expect(leftBlocked).toEqual([]));
});

it.each<TenantFacts>([
	{ 'user.create': '400 INVALID_DATA' },
	{ 'reset.live': '404 NOT_FOUND' },
	{ 'reset.live': '400 INVALID_REQUEST' },
	{ 'access.subscriptions': '400 INVALID_DATA' },
	{ 'access.activities': '400 INVALID_DATA' },
])('a simulator that is like the report about %j has the same report', async (like) => {
	const { facts } = await runInSimulator({ like, prepare: recordActivities });
	const again = await runInSimulator({ like: facts, prepare: recordActivities });
	expect(again.facts).toEqual(facts);
});

it('a simulator can imitate all that the check can write', async () => {
	const simulator = await PingOneSimulator.start();
	const limits = ['bucket of 50', 'window of 50', 'none up to 200'];
	const rates = limits.map((limit): TenantFacts => ({ 'rate.limit': `${limit} a second` }));
	for (const facts of [AS_ASSUMED, OTHERWISE, COPED_WITH, ...tenants(), ...rates]) {
		expect(behaveLike(simulator, facts)).toEqual([]);
	}
	await simulator.stop();
});
