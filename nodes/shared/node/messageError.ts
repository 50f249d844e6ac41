import { NodeOperationError, type INode } from 'n8n-workflow';
import { toPingOneError } from '../pingone/errors/pingOneError';

/**
 * Returns an error whose message contains everything, for places where n8n shows only the
 * message: lists in the editor, and publishing a workflow.
 */
export function messageError(context: { getNode(): INode }, error: unknown): NodeOperationError {
	const { message, description } = toPingOneError(error);
	const text = `${message}. ${description}`;
	const shown = new NodeOperationError(context.getNode(), text);
	// n8n replaces a message that has the name of a system error in it, even inside a word.
	shown.message = text;
	return shown;
}
