import { NodeOperationError, type ILoadOptionsFunctions } from 'n8n-workflow';
import { toPingOneError } from '../../pingone/errors';

/** Why a list of the editor cannot be shown. The editor shows the message alone, so everything is in it. */
export function listError(context: ILoadOptionsFunctions, error: unknown): NodeOperationError {
	const { message, description } = toPingOneError(error);
	return new NodeOperationError(context.getNode(), `${message}. ${description}`);
}
