import { isAccepted, isGone, notConfirmedError } from '../../../nodes/shared/pingone/confirmChange';
import { PingOneError } from '../../../nodes/shared/pingone/errors/pingOneError';
import { failureOf } from '../../support/failureOf';

const ID = 'c2df5627-4b1c-4e0a-9f3d-6f0e2a7b8c9d';

it.each([
	[204, '', true],
	[200, '', false],
	[202, {}, false],
	[200, { status: 'ok' }, false],
	[200, { _links: {} }, true],
	[200, { id: ID.toUpperCase() }, true],
	[200, { id: ID.replace('c', 'd') }, false],
])('a response %i %j has the form of PingOne: %j', (status, body, expected) => {
	expect(isAccepted({ status, body }, ID)).toBe(expected);
});

it('an object is gone only if PingOne says that there is none', async () => {
	expect(await isGone(Promise.resolve({}))).toBeUndefined();
	expect(await isGone(Promise.reject(new PingOneError('', '', 404, ['NOT_FOUND'])))).toBe(true);
	const gateway = new PingOneError('a gateway', '', 404);
	expect(await failureOf(async () => await isGone(Promise.reject(gateway)))).toBe(gateway);
});

it('an error says that nothing is known, whatever the call says of it', () => {
	const response = { status: 202, body: {} };
	const { description } = notConfirmedError({ response, subject: { name: 'user x' } });
	expect(description).toContain('It is not known whether PingOne carried it out');
});
