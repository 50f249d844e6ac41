/** A device that a user confirms a sign-on with. */
export interface Device {
	id: string;
	environmentId: string;
	userId: string;
	type: 'SMS' | 'VOICE' | 'EMAIL' | 'WHATSAPP' | 'TOTP' | 'MOBILE' | 'FIDO2';
	status: 'ACTIVE' | 'ACTIVATION_REQUIRED';
	nickname?: string;
	/** The number of an SMS, VOICE or WHATSAPP device, with the country code. */
	phone?: string;
	/** The address of an EMAIL device. */
	email?: string;
	isBlocked: boolean;
	/** True if it was locked after wrong codes. */
	isLocked?: boolean;
	/** Wrong codes since the last right one or unlock. */
	failures?: number;
	/** The code that was sent to activate it. */
	code?: string;
	createdAt: Date;
	updatedAt: Date;
}
