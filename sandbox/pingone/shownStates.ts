/** What another tenant shows of a user, a password or a device, where the simulator shows something else. */
import type { Response } from 'express';
import { isJsonObject, type JsonObject } from './requestBody';
import type { RequestPattern } from './requestPattern';

/** What has the field `status`: the resource itself, or an object in it. */
export type StateHolder = 'itself' | 'account' | 'block';

interface State {
	holder: StateHolder;
	status: string;
}

/** The check's word for a state that PingOne does not show. */
const NOT_SHOWN = 'UNKNOWN';
/** What a locked account has besides. */
const OF_A_LOCK = ['lockedAt', 'unlockAt', 'secondsUntilUnlock'];

export class ShownStates {
	/** By the path of the resource below its environment. */
	private readonly states = new Map<string, State>();

	set({ parts }: RequestPattern, holder: StateHolder, status: string): void {
		this.states.set(parts.join('/'), { holder, status });
	}

	/** From now on the simulator's own state is shown. */
	forget({ parts }: RequestPattern): void {
		this.states.delete(parts.join('/'));
	}

	/** Shows them in what this response will have, also where it is a list. */
	showIn(response: Response, { parts }: RequestPattern): void {
		const { json } = response;
		response.json = (body) => json.call(response, this.shown(parts.join('/'), body));
	}

	private shown(path: string, body: unknown): unknown {
		if (this.states.size === 0 || !isJsonObject(body)) return body;
		const state = this.states.get(path);
		if (state !== undefined) return withState(body, state);
		if (!isJsonObject(body._embedded)) return body;
		const lists = Object.entries(body._embedded).map(([name, list]) => [
			name,
			Array.isArray(list) ? list.map((one) => this.shown(`${path}/${one.id}`, one)) : list,
		]);
		return { ...body, _embedded: Object.fromEntries(lists) };
	}
}

function withState(body: JsonObject, { holder, status }: State): JsonObject {
	if (holder === 'itself') return withStatus(body, status);
	const part = body[holder];
	if (!isJsonObject(part)) return body;
	if (holder === 'block') return { ...body, block: withStatus(part, status) };
	const account = withStatus(part, status);
	if (status !== 'LOCKED') for (const name of OF_A_LOCK) delete account[name];
	account.canAuthenticate = status !== 'LOCKED' && body.enabled === true;
	return { ...body, account };
}

function withStatus(object: JsonObject, status: string): JsonObject {
	const { status: _simulated, ...others } = object;
	return status === NOT_SHOWN ? others : { ...others, status };
}
