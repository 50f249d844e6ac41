import axios from 'axios';
import type { Message } from '../../sandbox/vendors';
import { waitUntil } from '../../sandbox/waitUntil';

/** n8n takes no answer from what looks like a robot. */
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0';

const BUTTONS = { approve: 'true', decline: 'false' };

/** n8n sends the message before it waits; until it does, it answers with an error. */
const WAITS_WITHIN_MS = 20_000;

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
	const click = { headers: { 'User-Agent': BROWSER }, validateStatus: () => true };
	return await waitUntil(
		`page behind the button to ${button}`,
		async () => {
			const { status, data } = await axios.get<string>(link, { ...click, proxy: false });
			return status === 200 && data;
		},
		WAITS_WITHIN_MS,
	);
}
