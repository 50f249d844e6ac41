import { CredentialTestContext } from 'n8n-core';
import type { ICredentialDataDecryptedObject, INodeCredentialTestResult } from 'n8n-workflow';
import type { Engine } from './engine';

/** Tests a credential as n8n's editor does: with the function that the node names in `testedBy`. */
export async function testCredential(
	engine: Engine,
	type: string,
	data?: ICredentialDataDecryptedObject,
): Promise<INodeCredentialTestResult> {
	const { description, methods } = engine.node('pingOneSession');
	const { testedBy } = description.credentials!.find(({ name }) => name === type)!;
	const test = methods!.credentialTest![String(testedBy)];
	const context = new CredentialTestContext(engine.additionalData({}));
	return await test.call(context, { id: '', name: type, type, data });
}
