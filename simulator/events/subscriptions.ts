/** PingOne's webhooks, as its API reads and changes them. */
import { randomUUID } from 'node:crypto';
import type { Express, Request } from 'express';
import type { Activities } from './activities';
import type { Activity } from './activity';
import { invalid, noAccess, notFound } from '../apiErrors';
import type { Deliveries } from './deliveries';
import type { Environments } from '../environments';
import type { Populations } from '../groups/populations';
import { JSON_TYPE, jsonBody, mediaTypeOf, requireNoBody } from '../requestBody';
import { apiUrl, idIn, refuseMethod, Resource, selfUrl } from '../resource';
import { settingsFrom, type Subscription, type SubscriptionSettings } from './subscription';

const MAX_IN_ENVIRONMENT = 50;
const ROLE = 'Environment Admin';
const DELIVERY_TEST = 'application/vnd.pingidentity.subscription.test+json';

export class Subscriptions extends Resource<Subscription> {
	/** The method of a request to the URL of a new webhook before PingOne responds. PingOne does not document one. */
	asksOnCreation?: string;
	/** True if responses have `connectionDetails` in place of `httpEndpoint`. */
	showsConnectionDetails = false;

	constructor(
		private readonly environments: Environments,
		private readonly populations: Populations,
		activities: Activities,
		private readonly deliveries: Deliveries,
	) {
		super();
		activities.whenRecorded((activity) => {
			for (const subscription of this.values()) {
				if (isMeant(activity, subscription)) deliveries.add(subscription.id, activity);
			}
		});
	}

	override addRoutes(app: Express): void {
		app
			.route('/v1/environments/:environmentId/subscriptions')
			.get((request, response) => {
				const { id } = this.environments.fromPath(request, ROLE);
				const subscriptions = this.inEnvironment(id);
				response.json({
					_links: { self: { href: selfUrl(request) } },
					_embedded: {
						subscriptions: subscriptions.map((one) =>
							subscriptionJson(one, request, this.showsConnectionDetails),
						),
					},
					count: subscriptions.length,
					size: subscriptions.length,
				});
			})
			.post(async (request, response) => {
				const { id: environmentId } = this.environments.fromPath(request, ROLE);
				const settings = this.settingsIn(request, environmentId);
				// It looks like a missing role, as PingOne's does.
				if (this.inEnvironment(environmentId).length >= MAX_IN_ENVIRONMENT) throw noAccess();
				const now = new Date();
				const times = { createdAt: now, updatedAt: now };
				const subscription = { id: randomUUID(), environmentId, settings, ...times };
				this.set(subscription.id, subscription);
				if (this.asksOnCreation !== undefined) {
					const content = /^P/.test(this.asksOnCreation) ? { body: '[]' } : undefined;
					await this.deliveries.send(subscription, content, [], this.asksOnCreation);
				}
				response
					.status(201)
					.json(subscriptionJson(subscription, request, this.showsConnectionDetails));
			})
			.all(refuseMethod);

		app
			.route('/v1/environments/:environmentId/subscriptions/:subscriptionId')
			.get((request, response) => {
				response.json(
					subscriptionJson(this.fromPath(request), request, this.showsConnectionDetails),
				);
			})
			.put((request, response) => {
				const before = this.fromPath(request);
				const settings = this.settingsIn(request, before.environmentId);
				const subscription = { ...before, settings, updatedAt: new Date() };
				this.set(before.id, subscription);
				response.json(subscriptionJson(subscription, request, this.showsConnectionDetails));
			})
			.post(async (request, response) => {
				const subscription = this.fromPath(request);
				mediaTypeOf(request, [DELIVERY_TEST]);
				requireNoBody(request);
				await this.deliveries.test(subscription);
				response.status(204).end();
			})
			.delete((request, response) => {
				this.delete(this.fromPath(request).id);
				response.status(204).end();
			})
			.all(refuseMethod);
	}

	inEnvironment(id: string): Subscription[] {
		return [...this.values()].filter(({ environmentId }) => environmentId === id);
	}

	override set(id: string, subscription: Subscription): this {
		super.set(id, subscription);
		this.deliveries.update(subscription);
		return this;
	}

	override delete(id: string): boolean {
		this.deliveries.remove(id);
		return super.delete(id);
	}

	private fromPath(request: Request): Subscription {
		const { id } = this.environments.fromPath(request, ROLE);
		const subscription = this.get(idIn(request, 'subscriptionId'));
		if (subscription?.environmentId !== id) throw notFound();
		return subscription;
	}

	private settingsIn(request: Request, environmentId: string): SubscriptionSettings {
		mediaTypeOf(request, [JSON_TYPE]);
		const settings = settingsFrom(jsonBody(request));
		for (const { id } of settings.filterOptions.includedPopulations ?? []) {
			if (this.populations.get(id)?.environmentId !== environmentId) {
				throw invalid('includedPopulations', 'The environment has no such population');
			}
		}
		return settings;
	}
}

function isMeant(
	{ environmentId, type, user, client, things = [] }: Activity,
	{ id, environmentId: own, settings: { filterOptions } }: Subscription,
): boolean {
	const { includedActionTypes, includedPopulations, includedApplications } = filterOptions;
	return (
		environmentId === own &&
		// A webhook does not receive the event of its own creation.
		!things.some((thing) => thing.id === id) &&
		includedActionTypes.includes(type) &&
		(includedPopulations?.some((population) => population.id === user?.populationId) ?? true) &&
		(includedApplications?.some((application) => application.id === client?.id) ?? true)
	);
}

/** Includes the headers: whoever may read a webhook can read the secret in it. */
function subscriptionJson(
	subscription: Subscription,
	request: Request,
	asConnectionDetails: boolean,
) {
	const { id, environmentId, settings, createdAt, updatedAt } = subscription;
	const environment = `${apiUrl(request)}/environments/${environmentId}`;
	const { httpEndpoint, ...others } = settings;
	const endpoint = asConnectionDetails ? { connectionDetails: httpEndpoint } : { httpEndpoint };
	return {
		_links: {
			self: { href: `${environment}/subscriptions/${id}` },
			environment: { href: environment },
		},
		id,
		environment: { id: environmentId },
		...others,
		...endpoint,
		createdAt: createdAt.toISOString(),
		updatedAt: updatedAt.toISOString(),
	};
}
