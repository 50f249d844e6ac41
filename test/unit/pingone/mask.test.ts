import { linearly } from '../../support/linearly';
import { maskContacts, maskEmail, maskNumber } from '../../../nodes/shared/pingone/devices/mask';

describe('a phone number', () => {
	it.each([
		['+41.795550142', '***0142'],
		['+1 (512) 555-1234', '***1234'],
		['12345678', '***5678'],
		['1234567', '***67'],
		['123', '***23'],
		['12', '***'],
		['1', '***'],
		['٠٧٩٥٥٥٠١٤٢', '***٠١٤٢'],
		['＋４１７９５５５０１４２', '***０１４２'],
		['𝟎𝟏𝟐𝟑', '***𝟐𝟑'],
		['', '***'],
		['unknown', '***'],
	])('%j shows its last digits only: %j', (number, masked) => {
		expect(maskNumber(number)).toBe(masked);
	});
});

describe('an email address', () => {
	it.each([
		['jane.doe@acme.example', 'j***@acme.example'],
		['j@acme.example', 'j***@acme.example'],
		['"a@b"@acme.example', '"***@acme.example'],
		['jane.doe＠acme.example', 'j***＠acme.example'],
		['jane.doe﹫acme.example', 'j***﹫acme.example'],
		['@acme.example', '***'],
		['jane.doe', '***'],
		['', '***'],
	])('%j shows its first letter and domain only: %j', (email, masked) => {
		expect(maskEmail(email)).toBe(masked);
	});
});

describe('a nickname', () => {
	it.each([
		["Jane's phone", "Jane's phone"],
		['iPhone 15 Pro, iOS 18.6.1', 'iPhone 15 Pro, iOS 18.6.1'],
		['Office +41 79 555 01 42', 'Office ***0142'],
		['SMS 079/555-0142 (work)', 'SMS ***0142 (work)'],
		['SMS ٠٧٩٥٥٥٠١٤٢', 'SMS ***٠١٤٢'],
		['０７９ ５５５ ０１ ４２', '***０１４２'],
		['079·555·01·42', '***0142'],
		['079\u00a0555\u202f01\u200b42', '***0142'],
		['079–555_01．42', '***0142'],
		['iPhone 15, bought 2024, 128 GB', 'iPhone 15, bought 2024, 128 GB'],
		['jane.doe＠home.example', 'j***＠home.example'],
		['jane.doe@home.example', 'j***@home.example'],
		['old jane.doe@home.example new', 'old j***@home.example new'],
	])('%j has its numbers and addresses masked: %j', (nickname, masked) => {
		expect(maskContacts(nickname)).toBe(masked);
	});

	it('is masked in time that grows with its length alone', async () => {
		for (const part of ['1 ', '1', ' ', '1,', 'a@', '@', '.']) {
			await linearly((length) => maskContacts(`1${part.repeat(length)}x`), 200_000);
		}
	});
});
