import type { IExecuteFunctions } from 'n8n-workflow';
import { throwIfFailed } from '../../../nodes/shared/node/itemResults';
import { PingOneError } from '../../../nodes/shared/pingone/errors/pingOneError';

it('the error that ends the node shows no secret, in its message or in its description', () => {
	const context = { continueOnFail: () => false, getNode: () => ({ name: 'Node', type: 'node' }) };
	const error = new PingOneError('Refused: s3cret-token', 'PingOne said: s3cret-token');
	let thrown: unknown;
	try {
		throwIfFailed(context as unknown as IExecuteFunctions, [{ error }], ['s3cret-token']);
	} catch (caught) {
		thrown = caught;
	}
	expect(thrown).toMatchObject({
		message: expect.stringContaining('Refused: [hidden]'),
		description: expect.stringContaining('PingOne said: [hidden]'),
	});
});
