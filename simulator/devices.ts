import type { Express, Request, Response } from 'express';
import { invalid, notFound, wrongMediaType } from './apiErrors';
import { collectionPage, ONE_PAGE } from './collectionPage';
import { apiUrl, bodyLength, idIn, refuseMethod, Resource } from './resource';
import { seededId } from './seed/seededIds';
import type { Users } from './users/users';

/** A device that a user confirms a sign-on with. */
export interface Device {
	id: string;
	environmentId: string;
	userId: string;
	type: 'SMS' | 'VOICE' | 'EMAIL' | 'TOTP' | 'MOBILE' | 'FIDO2';
	status: 'ACTIVE' | 'ACTIVATION_REQUIRED';
	nickname?: string;
	/** The number of an SMS or VOICE device, with the country code. */
	phone?: string;
	/** The address of an EMAIL device. */
	email?: string;
	isBlocked: boolean;
	createdAt: Date;
	updatedAt: Date;
}

const BLOCK = 'application/vnd.pingidentity.device.block+json';

export class Devices extends Resource<Device> {
	/** The status of the response to a block or unblock: 200 comes with the device. PingOne does not document it. */
	actionStatus: 200 | 204 = 200;
	/** True if a device has `block`, which PingOne's data model does not require. */
	showsBlock = true;
	/** The media type of Unblock. PingOne's reference has no page for it. */
	unblockMediaType = 'application/vnd.pingidentity.device.unblock+json';

	constructor(private readonly users: Users) {
		super();
		users.whenDeleted((userId) => {
			for (const { id } of this.ofUser(userId)) this.delete(id);
		});
	}

	override addRoutes(app: Express): void {
		app
			.route('/v1/environments/:environmentId/users/:userId/devices')
			.get((request, response) => {
				const devices = this.ofUser(this.users.fromPath(request).id);
				const toJson = (device: Device) => this.toJson(device, request);
				response.json(collectionPage(request, 'devices', devices, toJson, ONE_PAGE));
			})
			.all(refuseMethod);

		app
			.route('/v1/environments/:environmentId/users/:userId/devices/:deviceId')
			.get((request, response) => {
				response.json(this.toJson(this.fromPath(request), request));
			})
			.post((request, response) => this.act(request, response))
			.delete((request, response) => {
				this.delete(this.fromPath(request).id);
				response.status(204).end();
			})
			.all(refuseMethod);
	}

	/** A user's devices in the user's order. The first is the default device. */
	ofUser(userId: string): Device[] {
		return [...this.values()].filter((device) => device.userId === userId);
	}

	/** The device in the request's path. @throws 404 where the user has no such device. */
	private fromPath(request: Request): Device {
		const user = this.users.fromPath(request);
		const device = this.get(idIn(request, 'deviceId'));
		if (device?.userId !== user.id) throw notFound();
		return device;
	}

	private act(request: Request, response: Response): void {
		this.users.fromPath(request);
		const mediaType = request.headers['content-type'];
		if (mediaType !== BLOCK && mediaType !== this.unblockMediaType) throw wrongMediaType();
		if (bodyLength(request) > 0) throw invalid('body', 'The body must be empty');
		const device = this.fromPath(request);
		device.isBlocked = mediaType === BLOCK;
		device.updatedAt = new Date();
		if (this.actionStatus === 204) response.status(204).end();
		else response.json(this.toJson(device, request));
	}

	private toJson(device: Device, request: Request) {
		const { id, environmentId, userId, type, status, nickname, phone, email, isBlocked } = device;
		const environment = `${apiUrl(request)}/environments/${environmentId}`;
		const user = `${environment}/users/${userId}`;
		return {
			_links: {
				self: { href: `${user}/devices/${id}` },
				environment: { href: environment },
				user: { href: user },
			},
			id,
			environment: { id: environmentId },
			user: { id: userId },
			type,
			status,
			nickname,
			phone,
			email,
			...(type === 'MOBILE' && { application: { id: seededId('application Acme Authenticator') } }),
			...(this.showsBlock && { block: { status: isBlocked ? 'BLOCKED' : 'UNBLOCKED' } }),
			lock: { status: 'UNLOCKED' },
			createdAt: device.createdAt.toISOString(),
			updatedAt: device.updatedAt.toISOString(),
		};
	}
}
