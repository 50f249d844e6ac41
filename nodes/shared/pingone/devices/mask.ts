/** Shorter numbers show only two digits: four would be half of the number. */
const LONG_NUMBER_DIGITS = 8;
/** Anything but digits of any script (Arabic-Indic, full-width and others). */
const NOT_DIGIT = /\P{Nd}/gu;
/** At least seven digits, with usual separators: whitespace, dashes, dots, invisible characters. */
const NUMBER = /[+＋]?\p{Nd}(?:[\s\p{Pd}\p{Cf}.．·•‧∙()（）/／_]*\p{Nd}){6,}/gu;
/** Including the full-width and the small form. */
const AT_SIGNS = ['@', '＠', '﹫'];

/** Masks a phone number except its last digits, as in "***4567". */
export function maskNumber(number: string): string {
	const digits = [...number.replace(NOT_DIGIT, '')];
	const shown = digits.length >= LONG_NUMBER_DIGITS ? 4 : 2;
	return digits.length > shown ? `***${digits.slice(-shown).join('')}` : '***';
}

/** Masks an email address except its first letter and its domain, as in "j***@acme.example". */
export function maskEmail(email: string): string {
	const [first = ''] = email;
	const at = Math.max(...AT_SIGNS.map((sign) => email.lastIndexOf(sign)));
	return at < 1 ? '***' : `${first}***${email.slice(at)}`;
}

/** Masks phone numbers and email addresses in a text. */
export function maskContacts(text: string): string {
	return text
		.replace(NUMBER, maskNumber)
		.replace(/\S+/g, (word) =>
			AT_SIGNS.some((sign) => word.includes(sign)) ? maskEmail(word) : word,
		);
}
