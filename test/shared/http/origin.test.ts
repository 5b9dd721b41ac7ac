import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanUserAgent, originFields } from '../../../shared/http/origin.ts';
import { check } from '../../support/seed.ts';

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64)', 'Mozilla/5.0 (X11; Linux x86_64)'],
  ['curl/8\u001b[2J', 'curl/8?[2J'],
  ['a\r\nset-cookie: b', 'a??set-cookie: b'],
  ['पांडा', '?????'],
  ['  curl ', 'curl'],
  ['', undefined],
  [' \t ', '?'],
  [undefined, undefined],
])('of %j a user agent is %j', (header, clean) => {
  expect(cleanUserAgent(header)).toBe(clean);
});

test('a user agent is printable ASCII of at most 256 characters', () => {
  check(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (header) => {
      expect(cleanUserAgent(header) ?? 'none').toMatch(/^[\x20-\x7e]{1,256}$/);
    }),
  );
});

test('unknown fields of an origin are left out', () => {
  expect(originFields({})).toEqual({});
  expect(originFields({ addressHash: 'k1.x', userAgent: 'curl' })).toEqual({
    address_hash: 'k1.x',
    user_agent: 'curl',
  });
});
