/** Shorter numbers show two digits only: four would be half of them. */
const LONG_NUMBER_DIGITS = 8;
/** Seven digits or more, with what users put between them. */
const NUMBER = /\+?\d(?:[ .()/-]*\d){6,}/g;

/** A phone number of which only the last digits show, as in "***4567". */
export function maskNumber(number: string): string {
	const digits = number.replace(/\D/g, '');
	const shown = digits.length >= LONG_NUMBER_DIGITS ? 4 : 2;
	return digits.length > shown ? `***${digits.slice(-shown)}` : '***';
}

/** An email address of which only the first letter and the domain show, as in "j***@acme.example". */
export function maskEmail(email: string): string {
	const [first = ''] = email;
	const at = email.lastIndexOf('@');
	return at < 1 ? '***' : `${first}***${email.slice(at)}`;
}

/** A text that a user wrote, with the numbers and addresses in it masked. */
export function maskContacts(text: string): string {
	return text
		.replace(NUMBER, maskNumber)
		.replace(/\S+/g, (word) => (word.includes('@') ? maskEmail(word) : word));
}
