/** PingOne's webhooks at work: each subscription's events, in order, until each has been taken. */
import { setTimeout as pause } from 'node:timers/promises';
import axios from 'axios';
import { LOOPBACK } from '../loopbackServer';
import { activityJson, newActivity, type Activity } from './activity';
import type { Subscription } from './subscription';

/** A request that was sent to a webhook. */
export interface DeliveryAttempt {
	subscriptionId: string;
	method: string;
	/** The IDs of the events in it. */
	eventIds: string[];
	/** The status of the response, or 0 if there was none. */
	status: number;
}

/** The body of a delivery, as it is sent. */
export interface Content {
	body: string;
	contentType?: string | false;
}

interface Queue {
	subscription: Subscription;
	events: Activity[];
	isRunning: boolean;
}

const TIMEOUT_MS = 10_000;

export class Deliveries {
	/** The wait after a delivery that was not accepted. PingOne does not document its own. */
	retryMs = 50;
	/** The number of times that an accepted delivery is sent: more than 1 simulates duplicates. */
	times = 1;
	/** The content type of deliveries, or false for none. It depends on the format by default. PingOne does not document it. */
	contentType?: string | false;
	/** The form of deliveries. It depends on the subscription by default. */
	shape?: 'array' | 'object' | 'lines' | 'text';
	/** True if deliveries have the headers of the subscription. */
	sendsHeaders = true;
	/** Every request, in order. */
	readonly attempts: DeliveryAttempt[] = [];
	private readonly queues = new Map<string, Queue>();
	private readonly ended = new AbortController();
	private targetUrl?: string;

	/**
	 * Where deliveries go in place of the internet: a loopback address, to which the path of each
	 * subscription's own address is added. Until it is set, events wait.
	 */
	set target(url: string | undefined) {
		if (url !== undefined && new URL(url).hostname !== LOOPBACK) {
			throw new Error('The simulator delivers to loopback only.');
		}
		this.targetUrl = url;
		for (const queue of this.queues.values()) void this.run(queue);
	}

	/** Delivers from now on as the subscription says. */
	update(subscription: Subscription): void {
		const queue = this.queues.get(subscription.id);
		if (queue === undefined) {
			this.queues.set(subscription.id, { subscription, events: [], isRunning: false });
		} else {
			queue.subscription = subscription;
			void this.run(queue);
		}
	}

	/** Drops the subscription's waiting events. */
	remove(subscriptionId: string): void {
		this.queues.delete(subscriptionId);
	}

	add(subscriptionId: string, activity: Activity): void {
		const queue = this.queues.get(subscriptionId);
		if (queue === undefined) return;
		queue.events.push(activity);
		void this.run(queue);
	}

	/** Returns the number of events that have not been accepted yet. */
	waiting(subscriptionId: string): number {
		return this.queues.get(subscriptionId)?.events.length ?? 0;
	}

	/** Tests a webhook as PingOne's console does. Returns the statuses of a HEAD and of a test event. */
	async test(subscription: Subscription): Promise<number[]> {
		const { environmentId } = subscription;
		const event = newActivity({ environmentId, type: 'EVENT_DELIVERY_TEST' });
		return [
			await this.send(subscription, undefined),
			await this.send(subscription, this.contentOf(subscription, [event]), [event]),
		];
	}

	/** Sends this at once, past all that waits. */
	async send(
		subscription: Subscription,
		content?: Content,
		events: Activity[] = [],
		method = content === undefined ? 'HEAD' : 'POST',
	) {
		const { url, headers } = subscription.settings.httpEndpoint;
		const status = await axios
			.request({
				method,
				url: `${this.targetUrl}${new URL(url).pathname}`,
				data: content?.body,
				headers: {
					...(this.sendsHeaders && headers),
					'Content-Type': content?.contentType ?? 'application/json',
				},
				// Axios would make JSON of text that is none.
				transformRequest: (body: unknown) => body,
				validateStatus: () => true,
				maxRedirects: 0,
				proxy: false,
				timeout: TIMEOUT_MS,
				signal: this.ended.signal,
			})
			.then(
				(response) => response.status,
				() => 0,
			);
		const eventIds = events.map(({ id }) => id);
		this.attempts.push({ subscriptionId: subscription.id, method, eventIds, status });
		return status;
	}

	/** Sends nothing more. */
	stop(): void {
		this.queues.clear();
		this.ended.abort();
	}

	/** Delivers in order: a delivery that is not accepted is sent again before the next one. */
	private async run(queue: Queue): Promise<void> {
		if (queue.isRunning) return;
		queue.isRunning = true;
		while (this.mayDeliver(queue)) {
			const { settings } = queue.subscription;
			const batch = queue.events.slice(0, settings.payloadOptions.maximumPayloadLimit.size);
			if (await this.isTaken(queue, batch)) queue.events.splice(0, batch.length);
			else await pause(this.retryMs);
		}
		queue.isRunning = false;
	}

	private async isTaken(queue: Queue, batch: Activity[]): Promise<boolean> {
		for (let sent = 0; sent < this.times || sent === 0; ) {
			if (!this.mayDeliver(queue)) return false;
			const { subscription } = queue;
			const content = this.contentOf(subscription, batch);
			if ((await this.send(subscription, content, batch)) === 200) sent++;
			else await pause(this.retryMs);
		}
		return true;
	}

	private contentOf({ settings }: Subscription, events: Activity[]): Content {
		const { format } = settings.payloadOptions.payloadFormat.https;
		const { shape = format === 'ND_JSON' ? 'lines' : 'array' } = this;
		const contentType =
			this.contentType ?? (shape === 'lines' ? 'application/x-ndjson' : undefined);
		const texts = events.map((event) => JSON.stringify(activityJson(exposed(event, settings))));
		if (shape === 'array') return { body: `[${texts.join(',')}]`, contentType };
		return { body: `${shape === 'text' ? 'events: ' : ''}${texts.join('\n')}`, contentType };
	}

	private mayDeliver(queue: Queue): boolean {
		const { subscription, events } = queue;
		const isThere = this.queues.get(subscription.id) === queue;
		return (
			isThere && subscription.settings.enabled && events.length > 0 && this.targetUrl !== undefined
		);
	}
}

/** Removes the source fields that the subscription does not expose. */
function exposed(activity: Activity, { filterOptions }: Subscription['settings']): Activity {
	const { ipAddress, userAgent } = activity.source ?? {};
	const source = {
		...(filterOptions.ipAddressExposed && { ipAddress }),
		...(filterOptions.userAgentExposed && { userAgent }),
	};
	return { ...activity, source: activity.source && source };
}
