import axios from 'axios';
import type { Message } from '../../sandbox/vendors';

/** n8n takes no answer from what looks like a robot. */
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0';

const BUTTONS = { approve: 'true', decline: 'false' };

/**
 * Clicks on a button in an email of n8n's that asks for approval.
 *
 * @returns the page that opens.
 */
export async function clickButton(
	{ links }: Message,
	button: keyof typeof BUTTONS,
): Promise<string> {
	const link = links.find(
		(address) => new URL(address).searchParams.get('approved') === BUTTONS[button],
	);
	if (link === undefined) throw new Error(`The message has no button to ${button}.`);
	const headers = { 'User-Agent': BROWSER };
	return (await axios.get<string>(link, { headers, proxy: false })).data;
}
