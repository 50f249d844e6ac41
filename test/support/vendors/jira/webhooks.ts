/** Webhooks of administrators (`/rest/webhooks/1.0/webhook`), and what is delivered to them. */
import { randomUUID } from 'node:crypto';
import axios from 'axios';
import type { Express } from 'express';
import { isJsonObject, type JsonObject } from '../../../../simulator/requestBody';
import { refused } from './apiError';
import type { Issue } from './issue';
import { compiledJql } from './jql';

/** The events that are delivered here, of those that Jira has. */
const EVENTS = ['jira:issue_created', 'jira:issue_updated'];
const PATH = '/rest/webhooks/1.0/webhook';
const FILTER = 'issue-related-events-section';

interface Webhook {
	name: string;
	url: string;
	events: string[];
	filters: Record<string, string>;
	excludeBody: boolean;
}

interface Delivery {
	url: string;
	identifier: string;
	body: JsonObject;
}

export class Webhooks extends Map<string, Webhook> {
	/** All that was delivered, oldest first. */
	readonly delivered: Delivery[] = [];
	private readonly underWay = new Set<Promise<void>>();
	private lastId = 0;

	/** @param site Jira's address; no slash at the end. */
	addRoutes(app: Express, site: string): void {
		const json = (id: string) => ({ ...this.get(id), self: `${site}${PATH}/${id}` });
		app.get(PATH, (_request, response) => void response.json([...this.keys()].map(json)));
		app.post(PATH, ({ body }, response) => {
			response.status(201).json(json(this.register(body)));
		});
		app.delete(`${PATH}/:id`, ({ params }, response) => {
			if (!this.delete(params.id)) throw refused('There is no such webhook.', 404);
			response.sendStatus(204);
		});
	}

	/** @throws 400 where it cannot be registered. */
	private register(sent: unknown): string {
		if (!isJsonObject(sent)) throw refused('The webhook must be a JSON object');
		const { name, url, events, filters = {}, excludeBody = false } = sent;
		if (typeof name !== 'string' || name === '') throw refused('The name must not be empty');
		if (typeof url !== 'string' || !URL.canParse(url)) throw refused('The URL is not valid');
		const { protocol, hostname } = new URL(url);
		if (protocol !== 'https:' && hostname !== '127.0.0.1') throw refused('The URL must be https');
		if (!Array.isArray(events) || !events.every((event) => EVENTS.includes(event)))
			throw refused(`The events must be among ${EVENTS.join(', ')}`);
		if (!isJsonObject(filters)) throw refused('The filters must be a JSON object');
		const jql = filters[FILTER] ?? '';
		if (typeof jql !== 'string') throw refused('The filter must be JQL');
		compiledJql(jql);
		const id = String(++this.lastId);
		const webhook = { name, url, events, filters: { [FILTER]: jql } };
		this.set(id, { ...webhook, excludeBody: excludeBody === true });
		return id;
	}

	/** Delivers an event about an issue to its webhooks in the background. */
	deliver(webhookEvent: string, issue: Issue, body: JsonObject): void {
		for (const { url, events, filters, excludeBody } of this.values()) {
			if (!events.includes(webhookEvent) || !compiledJql(filters[FILTER])(issue)) continue;
			const event = { timestamp: Date.now(), webhookEvent, ...body };
			const delivery = { url, identifier: randomUUID(), body: excludeBody ? {} : event };
			this.delivered.push(delivery);
			this.start(delivery);
		}
	}

	/** Repeats the last delivery, as Jira does if a response got lost. */
	redeliver(): void {
		const last = this.delivered.at(-1);
		if (!last) throw new Error('Nothing has been delivered.');
		this.start(last);
	}

	/** Waits for all deliveries that are under way. */
	async settled(): Promise<void> {
		await Promise.all(this.underWay);
	}

	private start({ url, identifier, body }: Delivery): void {
		const headers = {
			'User-Agent': 'Atlassian Webhook HTTP Client',
			'X-Atlassian-Webhook-Identifier': identifier,
		};
		const sent: Promise<void> = axios
			.post(url, body, { headers, proxy: false, validateStatus: () => true })
			.then(
				() => {},
				// As with a real one, nobody is told that nobody answers.
				() => {},
			)
			.finally(() => this.underWay.delete(sent));
		this.underWay.add(sent);
	}
}
