import axios from 'axios';
import type { N8n } from '../support/product';
import { waitUntil } from '../support/waitUntil';

const NEXT_PAGE_WITHIN_MS = 60_000;
const ANSWERED_WITHIN_MS = 10_000;

/** Returns the text of a page, with its HTML as it was sent. */
export interface Page {
	title: string;
	text: string;
	html: string;
}

/** Fills in an n8n form of several pages, as the scripts of its pages do in a browser. */
export class FormVisitor {
	/** The address of the current page. */
	private address: URL;

	constructor({ url }: N8n, path: string) {
		this.address = new URL(`${url}/form/${path}`);
	}

	/**
	 * The page that the visitor is at.
	 *
	 * @throws where n8n does not answer, as while the execution is running.
	 */
	async page(): Promise<Page> {
		const { data: html } = await axios.get<string>(this.address.href, {
			proxy: false,
			timeout: ANSWERED_WITHIN_MS,
		});
		const [, title = ''] = /<h1>([^]*?)<\/h1>/.exec(html) ?? [];
		const [, text = ''] = /<\/h1>\s*<p[^>]*>([^]*?)<\/p>/.exec(html) ?? [];
		return { title: plain(title), text: plain(text), html };
	}

	/**
	 * Submits the page that the visitor is at, and waits for the next one.
	 *
	 * @param values those of its fields, in order; left out fields are not sent.
	 */
	async submit(...values: Array<string | undefined>): Promise<Page> {
		const form = new FormData();
		for (const [index, value] of values.entries()) {
			if (value !== undefined) form.append(`field-${index}`, value);
		}
		const { data } = await axios.post<{ formWaitingUrl?: string }>(this.address.href, form, {
			proxy: false,
		});
		if (data.formWaitingUrl !== undefined) this.address = new URL(data.formWaitingUrl);
		return await this.next();
	}

	/** Does what the last page's script does: lets the execution continue to its end. */
	async finish(): Promise<void> {
		await axios.post(this.address.href, {}, { proxy: false });
	}

	private async next(): Promise<Page> {
		const status = new URL(this.address);
		status.pathname += '/n8n-execution-status';
		await waitUntil(
			'next page',
			async () => {
				const { data } = await axios.get<string>(status.href, { proxy: false });
				if (/error|crashed|canceled|success|null/.test(data)) {
					throw new Error(`The execution ended without a page: ${data}`);
				}
				return data === 'form-waiting';
			},
			NEXT_PAGE_WITHIN_MS,
		);
		return await this.page();
	}
}

/** A text without the markup that shows a character as itself. */
function plain(html: string): string {
	const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#x27': "'", amp: '&' };
	return html.trim().replace(/&(lt|gt|quot|#x27|amp);/g, (_entity, name: string) => entities[name]);
}
