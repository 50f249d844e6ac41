import { NodeOperationError, type ILoadOptionsFunctions } from 'n8n-workflow';
import { failureFrom } from '../pingone/failure';

/** Why a list of the editor cannot be shown. The editor shows the message alone, so all is in there. */
export function listFailure(context: ILoadOptionsFunctions, error: unknown): NodeOperationError {
	const { message, advice } = failureFrom(error);
	return new NodeOperationError(context.getNode(), `${message}. ${advice}`);
}
