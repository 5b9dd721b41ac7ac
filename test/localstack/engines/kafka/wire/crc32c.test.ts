import { expect, test } from 'vitest';
import { crc32c } from '../../../../../localstack/engines/kafka/wire/crc32c.ts';

// The first is the usual check value; the others are from RFC 3720, appendix B.4.
test.each([
  { bytes: Buffer.from('123456789'), checksum: 0xe3069283 },
  { bytes: Buffer.alloc(32, 0), checksum: 0x8a9136aa },
  { bytes: Buffer.alloc(32, 0xff), checksum: 0x62a8ab43 },
  { bytes: Buffer.from(Array.from({ length: 32 }, (_, index) => index)), checksum: 0x46dd794e },
  { bytes: Buffer.alloc(0), checksum: 0 },
])('the checksum of $bytes.length known bytes is $checksum', ({ bytes, checksum }) => {
  expect(crc32c(bytes)).toBe(checksum);
});

test('a part of a buffer has the checksum of its own bytes', () => {
  const bytes = Buffer.from('xx123456789yy');

  expect(crc32c(bytes, 2, 11)).toBe(0xe3069283);
});
