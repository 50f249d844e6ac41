import axios from 'axios';
import type { Message } from '../support/vendors';
import { waitUntil } from '../support/waitUntil';

/** n8n ignores what looks like a program. */
const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0';

/** n8n sends the message before it waits; until it does, it answers with an error. */
const WAITS_WITHIN_MS = 20_000;

export type Button = 'approve' | 'decline';

/** The address that a button of a message links to. */
export function linkOf({ links }: Message, button: Button): string {
	const approved = String(button === 'approve');
	const link = links.find((one) => new URL(one).searchParams.get('approved') === approved);
	if (link === undefined) throw new Error(`No button to ${button}.`);
	return link;
}

/** Opens a link as a browser does; whatever the answer is, it is given back. */
export async function open(link: string, userAgent = BROWSER) {
	const { status, data } = await axios.get<string>(link, {
		proxy: false,
		headers: { 'User-Agent': userAgent },
		validateStatus: () => true,
	});
	return { status, page: data };
}

/**
 * Clicks on a button once n8n waits for it.
 *
 * @returns the page that opens.
 */
export async function clickButton(message: Message, button: Button): Promise<string> {
	const link = linkOf(message, button);
	return await waitUntil(
		`page behind the button to ${button}`,
		async () => {
			const { status, page } = await open(link);
			return status === 200 && page;
		},
		WAITS_WITHIN_MS,
	);
}
