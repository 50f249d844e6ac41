import { randomInt, randomUUID } from 'node:crypto';
import type { Express, Request, Response } from 'express';
import { invalid, notFound, requestFailed } from '../apiErrors';
import { collectionPage, ONE_PAGE } from '../collectionPage';
import { isJsonObject, jsonBody, JSON_TYPE, mediaTypeOf, requireNoBody } from '../requestBody';
import { apiUrl, idIn, refuseMethod, Resource, selfLink } from '../resource';
import { seededId } from '../seed/seededIds';
import type { Users } from '../users/users';
import type { Device } from './device';
import { newDevice } from './newDevice';

const PREFIX = 'application/vnd.pingidentity.';
const BLOCK = `${PREFIX}device.block+json`;
const UNLOCK = `${PREFIX}device.unlock+json`;
const ACTIVATE = `${PREFIX}device.activate+json`;
const REORDER = `${PREFIX}devices.reorder+json`;
const MAX_NICKNAME_LENGTH = 100;
const MAX_FAILURES = 3;

export class Devices extends Resource<Device> {
	/** The status of the response to an action on a device: 200 comes with the device. PingOne does not document it. */
	actionStatus: 200 | 204 = 200;
	/** The status of the response to a new device. PingOne's pages show both. */
	createdStatus: 200 | 201 = 201;
	/** True if a device has `block`, which PingOne's data model does not require. */
	showsBlock = true;
	/** The media type of Unblock. PingOne's reference has no page for it. */
	unblockMediaType = `${PREFIX}device.unblock+json`;
	/** The most devices that a user may have: the environment's MFA setting, 15 at most. */
	maxAllowedDevices = 15;

	constructor(private readonly users: Users) {
		super();
		users.whenDeleted((userId) => {
			for (const { id } of this.ofUser(userId)) this.delete(id);
		});
	}

	override addRoutes(app: Express): void {
		const path = '/v1/environments/:environmentId/users/:userId/devices';
		app
			.route(path)
			.get((request, response) => {
				const userId = this.users.fromPath(request).id;
				response.json(this.page(request, userId));
			})
			.post((request, response) => this.createOrReorder(request, response))
			.all(refuseMethod);

		app
			.route(`${path}/:deviceId`)
			.get((request, response) => {
				response.json(this.toJson(this.fromPath(request), request));
			})
			.post((request, response) => this.act(request, response))
			.delete((request, response) => {
				this.delete(this.fromPath(request).id);
				response.status(204).end();
			})
			.all(refuseMethod);

		app
			.route(`${path}/:deviceId/nickname`)
			.put((request, response) => {
				const device = this.fromPath(request);
				mediaTypeOf(request, [JSON_TYPE]);
				const { nickname } = jsonBody(request, ['nickname']);
				if (typeof nickname !== 'string' || nickname.length > MAX_NICKNAME_LENGTH) {
					throw invalid('nickname', 'nickname must be a text of at most 100 characters');
				}
				Object.assign(device, { nickname, updatedAt: new Date() });
				response.json({ ...selfLink(request), ...this.toJson(device, request) });
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

	private page(request: Request, userId: string) {
		const toJson = (device: Device) => this.toJson(device, request);
		return collectionPage(request, 'devices', this.ofUser(userId), toJson, ONE_PAGE);
	}

	private createOrReorder(request: Request, response: Response): void {
		const { id: userId, environmentId } = this.users.fromPath(request);
		if (mediaTypeOf(request, [JSON_TYPE, REORDER]) === REORDER) {
			this.reorder(request, userId);
			response.json(this.page(request, userId));
			return;
		}
		const now = new Date();
		const device: Device = {
			id: randomUUID(),
			environmentId,
			userId,
			isBlocked: false,
			...newDevice(request),
			createdAt: now,
			updatedAt: now,
		};
		if (this.ofUser(userId).length >= this.maxAllowedDevices) {
			throw requestFailed('LIMIT_EXCEEDED', 'The user has the most devices that are allowed');
		}
		if (device.status === 'ACTIVATION_REQUIRED') {
			device.code = String(randomInt(1_000_000)).padStart(6, '0');
		}
		this.set(device.id, device);
		response.status(this.createdStatus).json(this.toJson(device, request));
	}

	/** Puts the active devices of a user in the order that the body names. */
	private reorder(request: Request, userId: string): void {
		const { order } = jsonBody(request, ['order']);
		const active = this.ofUser(userId).filter(({ status }) => status === 'ACTIVE');
		const ids = Array.isArray(order) ? order.map((one) => isJsonObject(one) && one.id) : [];
		const named = active.filter(({ id }) => ids.includes(id));
		if (named.length !== active.length || ids.length !== active.length) {
			throw invalid('order', 'order must name each active device of the user once');
		}
		for (const device of named) this.delete(device.id);
		const inOrder = named.sort((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id));
		const others = this.ofUser(userId);
		for (const device of [...inOrder, ...others]) {
			this.delete(device.id);
			this.set(device.id, device);
		}
	}

	/** Carries out `POST …/devices/{id}`; the media type names the action. */
	private act(request: Request, response: Response): void {
		const device = this.fromPath(request);
		const mediaType = mediaTypeOf(request, [BLOCK, this.unblockMediaType, UNLOCK, ACTIVATE]);
		if (mediaType === ACTIVATE) this.activate(request, device);
		else requireNoBody(request);
		if (mediaType === UNLOCK) Object.assign(device, { isLocked: false, failures: 0 });
		if (mediaType === BLOCK) device.isBlocked = true;
		if (mediaType === this.unblockMediaType) device.isBlocked = false;
		device.updatedAt = new Date();
		if (this.actionStatus === 204) response.status(204).end();
		else response.json(this.toJson(device, request));
	}

	private activate(request: Request, device: Device): void {
		const { otp } = jsonBody(request, ['otp']);
		if (typeof otp !== 'string' || otp === '') throw invalid('otp', 'otp must be a text');
		if (device.isLocked) throw requestFailed('DEVICE_LOCKED', 'The device is locked');
		if (device.code === undefined || device.code !== otp) {
			device.failures = (device.failures ?? 0) + 1;
			device.isLocked = device.failures >= MAX_FAILURES;
			throw invalid('otp', 'The passcode is not valid', 'INVALID_OTP');
		}
		Object.assign(device, { status: 'ACTIVE', code: undefined, failures: 0 });
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
			lock: { status: device.isLocked ? 'LOCKED' : 'UNLOCKED' },
			createdAt: device.createdAt.toISOString(),
			updatedAt: device.updatedAt.toISOString(),
		};
	}
}
