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
	/** Of the response; 0 where there was none. */
	status: number;
}

/** What a webhook is sent, as it is. */
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
	/** How long it waits after a refusal. PingOne does not say how long it does. */
	retryMs = 50;
	/** How often each delivery is sent that has been taken: at least once. */
	times = 1;
	/** The content type of each, or false for none; by the format where left out. PingOne does not document it. */
	contentType?: string | false;
	/** The form of each; as the subscription has it where left out. */
	shape?: 'array' | 'object' | 'lines' | 'text';
	/** Whether a subscription's headers are sent. */
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

	/** What it is now goes for what comes. */
	update(subscription: Subscription): void {
		const queue = this.queues.get(subscription.id);
		if (queue === undefined) {
			this.queues.set(subscription.id, { subscription, events: [], isRunning: false });
		} else {
			queue.subscription = subscription;
			void this.run(queue);
		}
	}

	/** What waits is never delivered. */
	remove(subscriptionId: string): void {
		this.queues.delete(subscriptionId);
	}

	add(subscriptionId: string, activity: Activity): void {
		const queue = this.queues.get(subscriptionId);
		if (queue === undefined) return;
		queue.events.push(activity);
		void this.run(queue);
	}

	/** How many events wait for a webhook that takes them. */
	waiting(subscriptionId: string): number {
		return this.queues.get(subscriptionId)?.events.length ?? 0;
	}

	/** What the console does to test a webhook: the status of HEAD, and of an event that is none. */
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

	/** Whatever is refused is sent again, and nothing behind it. */
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

/** Without what the subscription does not ask for. */
function exposed(activity: Activity, { filterOptions }: Subscription['settings']): Activity {
	const { ipAddress, userAgent } = activity.source ?? {};
	const source = {
		...(filterOptions.ipAddressExposed && { ipAddress }),
		...(filterOptions.userAgentExposed && { userAgent }),
	};
	return { ...activity, source: activity.source && source };
}
