import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { LOOPBACK } from '../../../simulator/loopbackServer';
import { waitUntil } from '../waitUntil';
import type { Vendor, VendorCredential } from './vendor';

const DELIVERED_WITHIN_MS = 30_000;
/** The SMTP replies of RFC 5321 and RFC 4954. */
const WRONG_PASSWORD = 535;
const NO_SUCH_MAILBOX = 550;

/** A message as its recipient gets it. */
export interface Message {
	/** Email addresses. */
	to: string[];
	from: string;
	subject: string;
	/** The text of the message, without HTML. */
	text: string;
	/** The addresses that it links to, in order. */
	links: string[];
}

/** A company's mail server. It takes what an authenticated client sends to addresses of the company. */
export class MailServer implements Vendor {
	/** Delivered emails, oldest first. */
	readonly messages: Message[] = [];
	/** Called for each delivered email. */
	onDelivered?: (message: Message) => void;

	private constructor(
		private readonly server: SMTPServer,
		readonly credential: VendorCredential,
	) {}

	/** @param domain the company's: whom else a message is for, it refuses. */
	static async start(domain = 'acme.example'): Promise<MailServer> {
		const user = `n8n@${domain}`;
		const password = randomBytes(16).toString('base64url');
		const server = new SMTPServer({
			authOptional: false,
			// On loopback, as n8n is told by `disableStartTls`.
			disabledCommands: ['STARTTLS'],
			allowInsecureAuth: true,
			onAuth({ username, password: given }, _session, done) {
				if (username === user && given === password) return done(null, { user });
				done(smtpError('Authentication credentials invalid', WRONG_PASSWORD));
			},
			onRcptTo({ address }, _session, done) {
				if (address.endsWith(`@${domain}`)) return done();
				done(smtpError(`No mailbox ${address}`, NO_SUCH_MAILBOX));
			},
			onData(stream, session, done) {
				simpleParser(stream).then(
					(mail) => {
						const message = received(mail, session);
						mailServer.messages.push(message);
						done();
						mailServer.onDelivered?.(message);
					},
					(error: Error) => done(error),
				);
			},
		});
		server.listen(0, LOOPBACK);
		await once(server.server, 'listening');
		const { port } = server.server.address() as AddressInfo;
		const data = { user, password, host: LOOPBACK, port, secure: false, disableStartTls: true };
		const mailServer = new MailServer(server, { type: 'smtp', name: 'Mail', data });
		return mailServer;
	}

	/** Returns the emails to an address, oldest first. */
	sentTo(address: string): Message[] {
		return this.messages.filter(({ to }) => to.includes(address));
	}

	/**
	 * Waits for a message to an address.
	 *
	 * @param count how many there are at least, the one that is returned included.
	 */
	async next(address: string, count = 1): Promise<Message> {
		return await waitUntil(
			`message number ${count} to ${address}`,
			() => this.sentTo(address).at(count - 1),
			DELIVERED_WITHIN_MS,
		);
	}

	async stop(): Promise<void> {
		await new Promise<void>((resolve) => this.server.close(resolve));
	}
}

function received(mail: ParsedMail, { envelope }: SMTPServerSession): Message {
	const { mailFrom, rcptTo } = envelope;
	const html = mail.html || '';
	return {
		to: rcptTo.map(({ address }) => address),
		from: mailFrom === false ? '' : mailFrom.address,
		subject: mail.subject ?? '',
		text: mail.text ?? '',
		links: [...html.matchAll(/<a\s[^>]*?href="([^"]+)"/g)].map(([, link]) =>
			link.replaceAll('&amp;', '&'),
		),
	};
}

function smtpError(message: string, responseCode: number): Error {
	return Object.assign(new Error(message), { responseCode });
}
