/** Random workflows for the model check: users who collide, items that rename them, and faults. */
import * as fc from 'fast-check';
import type { Run } from './execution';
import type { Fault, Step } from './faults';
import { OPERATIONS, type Item, type OperationName } from './model';
import {
	createdId,
	GROUPS,
	isoTime,
	NEW_USER,
	POPULATION_IDS,
	type State,
	type User,
	type Variant,
} from './pingOne';

/** Nodes that run one after another on the same PingOne. */
export interface Workflow {
	users: User[];
	runs: Run[];
	variant: Variant;
}

const USER_IDS = ['a', 'b', 'c', 'd'].map(
	(letter) => `${letter}0000000-0000-4000-8000-000000000000`,
);
const EMAILS = ['v', 'w', 'x', 'y'].map((name) => `${name}@acme.example`);
/** Usernames, one of which is also an email. */
const USERNAMES = ['ann', 'bob', 'cyd', 'dan', 'eve', EMAILS[0]];
/** Passwords that no output may contain. */
export const PASSWORDS = ['first-Passw0rd/"1"', 'other-Pässwörd+2', 'weak-Passw0rd%3'];
const UNLOCK_TIMES = ['2031-01-01T00:00:00Z', '2031-02-02T00:00:00Z'];

const inAnyCase = (text: fc.Arbitrary<string>) =>
	fc
		.tuple(text, fc.constantFrom('as it is', 'as it is', 'upper', 'capitalized'))
		.map(([value, how]) => {
			if (how === 'upper') return value.toUpperCase();
			return how === 'capitalized' ? value[0].toUpperCase() + value.slice(1) : value;
		});

const oneOf = <Value>(values: readonly Value[]) => fc.constantFrom(...values);

const initialUsers = fc
	.array(
		fc.record({
			email: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, oneOf(EMAILS)),
			populationId: oneOf(POPULATION_IDS),
			enabled: fc.boolean(),
			unlockAt: fc.constantFrom(null, isoTime(UNLOCK_TIMES[0])),
			password: fc.constantFrom(PASSWORDS[0], null),
			mustChangePassword: fc.boolean(),
			isPasswordLocked: fc.boolean(),
			isExternal: fc.integer({ min: 0, max: 9 }).map((number) => number === 9),
			groupIds: fc.subarray(GROUPS.slice(0, 2).map(({ id }) => id)),
			sessions: fc.nat(2),
		}),
		{ minLength: 2, maxLength: USER_IDS.length, size: 'max' },
	)
	.map((users) =>
		users.map(({ email = undefined, sessions, ...user }, index): User => {
			const hasPassword = user.password !== null;
			return {
				...NEW_USER,
				id: USER_IDS[index],
				username: USERNAMES[index],
				...user,
				email: email ?? EMAILS[index],
				mustChangePassword: hasPassword && user.mustChangePassword,
				isPasswordLocked: hasPassword && user.isPasswordLocked,
				sessionIds: Array.from({ length: sessions }, (_, nth) => sessionId(index, nth)),
			};
		}),
	);

function sessionId(user: number, nth: number): string {
	return `5${user}${nth}00000-0000-4000-8000-000000000000`;
}

export function stateOf({ users }: Workflow): State {
	return { users, created: {} };
}

const username = inAnyCase(
	fc.oneof({ weight: 3, arbitrary: oneOf(USERNAMES.slice(0, 2)) }, oneOf(USERNAMES)),
);
const email = inAnyCase(
	fc.oneof({ weight: 2, arbitrary: oneOf(EMAILS.slice(0, 2)) }, oneOf(EMAILS)),
);
const id = inAnyCase(
	fc.oneof(
		{ weight: 5, arbitrary: oneOf(USER_IDS.slice(0, 2)) },
		oneOf([...USER_IDS.slice(2), createdId('eve', 1)]),
	),
);
const user: fc.Arbitrary<Item['user']> = fc.oneof(
	fc.record({ by: fc.constant('id' as const), value: id }),
	fc.record({ by: fc.constant('username' as const), value: username }),
	fc.record({ by: fc.constant('email' as const), value: email }),
);
const groupById = fc.record({
	by: fc.constant('id' as const),
	value: oneOf(GROUPS.map((group) => group.id)),
});
const groupByName = fc.record({
	by: fc.constant('name' as const),
	value: oneOf([...GROUPS.map(({ name }) => name), 'No Such Group']),
});
const group = fc.oneof(groupById, groupByName);
const endSessions = fc.boolean();

const changedFields = fc
	.record(
		{
			username,
			email,
			title: fc.constantFrom('CEO', 'CFO'),
			populationId: oneOf(POPULATION_IDS),
		},
		{ requiredKeys: [] },
	)
	.map((fields) => (Object.keys(fields).length === 0 ? { title: 'CEO' } : fields));

const newUser = fc.record(
	{
		username: fc.oneof(fc.constant('eve'), username),
		email,
		populationId: oneOf(POPULATION_IDS),
		title: fc.constantFrom('CEO', 'CFO'),
		password: oneOf(PASSWORDS),
	},
	{ requiredKeys: ['username', 'email', 'populationId'] },
);

const ITEMS: Record<OperationName, fc.Arbitrary<Item>> = {
	update: fc.record({ user, fields: changedFields }),
	create: fc.record({ fields: newUser }),
	delete: fc.record({ user }),
	disable: fc.record({ user, endSessions }),
	enable: fc.record({ user }),
	lock: fc.record({ user, unlockAt: oneOf(UNLOCK_TIMES), endSessions }),
	unlock: fc.record({ user }),
	addToGroup: fc.record({ user, group }),
	removeFromGroup: fc.record({
		user,
		group: fc.oneof(group, fc.constant('allDirect' as const)),
	}),
	setPassword: fc.record({
		user,
		password: oneOf(PASSWORDS),
		forceChange: fc.boolean(),
		endSessions,
	}),
	forcePasswordChange: fc.record({ user, endSessions }),
	unlockPassword: fc.record({ user }),
	removePassword: fc.record({ user, endSessions }),
	sendRecoveryCode: fc.record({ user }),
	get: fc.record({ user }),
	getAll: fc.constant({}),
};

const WEIGHTS: Partial<Record<OperationName, number>> = { update: 10, create: 4, delete: 2 };

const retryAfter = fc.constantFrom(undefined, 0, 1, 2);
const isCarriedOut = fc.boolean();
const gatewayBody = fc.constantFrom<unknown>(
	{},
	'',
	{ status: 'ok' },
	{ id: '1d000000-0000-4000-8000-000000000000' },
	'<html>Sign on</html>',
);
const repeatedFault: fc.Arbitrary<Fault> = fc.oneof(
	fc.record({ kind: fc.constant('tooFast' as const), retryAfter }),
	fc.record({ kind: fc.constant('unavailable' as const), retryAfter, isCarriedOut }),
	fc.record({ kind: fc.constant('failure' as const), isCarriedOut }),
	fc.record({ kind: fc.constant('unreachable' as const) }),
	fc.record({ kind: fc.constant('lost' as const), isCarriedOut }),
	fc.record({ kind: fc.constant('silent' as const), isCarriedOut }),
	fc.record({ kind: fc.constant('wrongMediaType' as const) }),
);
const gateway: fc.Arbitrary<Fault> = fc.record({
	kind: fc.constant('gateway' as const),
	status: fc.constantFrom(200, 202, 204),
	body: gatewayBody,
	isCarriedOut,
});
const afterMs = fc.constantFrom(20, 2, 60, 200, 800);
const steps = (withFaults: fc.Arbitrary<Fault>) =>
	fc.oneof(
		{ weight: 3, arbitrary: fc.constant<Step[]>([]) },
		{ weight: 3, arbitrary: fc.array(fc.record({ afterMs }), { maxLength: 3 }) },
		{
			weight: 2,
			arbitrary: fc.array(
				fc.record({ afterMs, fault: withFaults }, { requiredKeys: ['afterMs'] }),
				{ maxLength: 4 },
			),
		},
	);
const reads = steps(fc.oneof({ weight: 9, arbitrary: repeatedFault }, gateway));
const changes = steps(fc.oneof(repeatedFault, gateway));

const run: fc.Arbitrary<Run> = fc
	.tuple(
		fc.oneof(
			...OPERATIONS.map((operation) => ({
				weight: WEIGHTS[operation] ?? 1,
				arbitrary: fc.record({
					operation: fc.constant(operation),
					items: fc.array(
						fc
							.tuple(ITEMS[operation], reads, changes)
							.map(([item, ...its]) => ({ ...item, reads: its[0], changes: its[1] })),
						{ minLength: 1, maxLength: 12 },
					),
				}),
			})),
		),
		fc.record(
			{
				endsWell: fc.boolean(),
				continues: fc.constantFrom(true, true, false),
				maxConcurrency: fc.constantFrom(100, 1, 2, 5),
				seed: fc.nat(),
				firstAttempts: fc.oneof({ weight: 5, arbitrary: repeatedFault }, gateway),
				firstAttemptsOf: fc.constantFrom('all' as const, 'changes' as const),
				stopAtMs: fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 5_000 })),
			},
			{ requiredKeys: ['endsWell', 'continues', 'maxConcurrency', 'seed', 'firstAttemptsOf'] },
		),
	)
	.map(([what, { stopAtMs, ...how }]) => ({
		...what,
		...how,
		...(!how.endsWell && { stopAtMs }),
	}));

export const workflow: fc.Arbitrary<Workflow> = fc
	.record({
		users: initialUsers,
		runs: fc.array(run, { minLength: 1, maxLength: 3 }),
		variant: fc.record({
			forceChangeStatus: fc.constantFrom(200 as const, 204 as const),
			refusesPopulation: fc.boolean(),
		}),
	})
	.map((made) =>
		made.runs.every(({ endsWell }) => endsWell)
			? made
			: { ...made, runs: made.runs.map(inLowerCase) },
	);

/**
 * With names that differ in more than upper and lower case from those that users have. PingOne may
 * write a name in another way than it was sent, so such a change counts as made if the name is there.
 */
function inLowerCase({ items, ...made }: Run): Run {
	return {
		...made,
		items: items.map(({ fields, ...item }) => ({
			...item,
			...(fields && {
				fields: {
					...fields,
					...(fields.username && { username: fields.username.toLowerCase() }),
					...(fields.email && { email: fields.email.toLowerCase() }),
				},
			}),
		})),
	};
}
