import axios from 'axios';
import type { N8n } from '../support/product';

/** Calls a published webhook as another system does; whatever the answer is, it is given back. */
export async function callWebhook({ url }: N8n, path: string, body: object) {
	const { status, data } = await axios.post(`${url}/webhook/${path}`, body, {
		proxy: false,
		validateStatus: () => true,
	});
	return { status, data };
}
