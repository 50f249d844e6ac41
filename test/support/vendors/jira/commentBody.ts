/** The two forms in which a comment comes: a document (REST version 3), and text with wiki markup (2). */
import { isJsonObject } from '../../../../simulator/requestBody';
import { invalidFields } from './apiError';

const MAX_CHARACTERS = 32_767;

/**
 * The text of a document in the Atlassian Document Format, a line for each paragraph.
 *
 * @throws 400 where it is no document of paragraphs of text, or has no text. Jira knows more than
 *     paragraphs; nothing here writes more.
 */
export function textOfDocument(body: unknown): string {
	if (!isJsonObject(body) || body.type !== 'doc' || body.version !== 1) throw notValid();
	return checked(listed(body.content).map(paragraph).join('\n'));
}

/** @throws 400 where it is no text, or an empty one. */
export function checkedText(body: unknown): string {
	if (typeof body !== 'string') throw notValid();
	return checked(body);
}

function paragraph(block: unknown): string {
	if (!isJsonObject(block) || block.type !== 'paragraph') throw notValid();
	return listed(block.content).map(textNode).join('');
}

/** Jira rejects a text node without text. */
function textNode(node: unknown): string {
	if (!isJsonObject(node) || node.type !== 'text') throw notValid();
	if (typeof node.text !== 'string' || node.text === '') throw notValid();
	return node.text;
}

function checked(text: string): string {
	if (text.trim() === '') throw invalidFields({ comment: 'Comment body can not be empty!' });
	if (text.length <= MAX_CHARACTERS) return text;
	throw invalidFields({ comment: `The entered text is too long. The limit is ${MAX_CHARACTERS}.` });
}

function listed(content: unknown): unknown[] {
	if (!Array.isArray(content)) throw notValid();
	return content;
}

function notValid() {
	return invalidFields({ comment: 'Comment body is not valid!' });
}
