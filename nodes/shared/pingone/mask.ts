/** Shorter numbers show two digits only: four would be half of them. */
const LONG_NUMBER_DIGITS = 8;
/** Digits of any script: Arabic-Indic, full-width and others. */
const NOT_DIGIT = /\P{Nd}/gu;
/** Seven digits or more, with what people put between them: blanks, dashes, dots, invisible characters. */
const NUMBER = /[+＋]?\p{Nd}(?:[\s\p{Pd}\p{Cf}.．·•‧∙()（）/／_]*\p{Nd}){6,}/gu;
/** Full-width and small, too. */
const AT_SIGNS = ['@', '＠', '﹫'];

/** Returns a phone number of which only the last digits show, as in "***4567". */
export function maskNumber(number: string): string {
	const digits = [...number.replace(NOT_DIGIT, '')];
	const shown = digits.length >= LONG_NUMBER_DIGITS ? 4 : 2;
	return digits.length > shown ? `***${digits.slice(-shown).join('')}` : '***';
}

/** Returns an email address of which only the first letter and the domain show, as in "j***@acme.example". */
export function maskEmail(email: string): string {
	const [first = ''] = email;
	const at = Math.max(...AT_SIGNS.map((sign) => email.lastIndexOf(sign)));
	return at < 1 ? '***' : `${first}***${email.slice(at)}`;
}

/** Returns a text that a user wrote, with the phone numbers and email addresses in it masked. */
export function maskContacts(text: string): string {
	return text
		.replace(NUMBER, maskNumber)
		.replace(/\S+/g, (word) =>
			AT_SIGNS.some((sign) => word.includes(sign)) ? maskEmail(word) : word,
		);
}
