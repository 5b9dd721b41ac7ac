import { describe, expect, it } from 'vitest';
import { bearerToken } from '../../../shared/auth/bearer.ts';

describe('the token of an Authorization header', () => {
  it.each([
    ['Bearer abc.def-ghi_jkl', 'abc.def-ghi_jkl'],
    ['bearer abc', 'abc'],
    [`Bearer ${'a'.repeat(4_096)}`, 'a'.repeat(4_096)],
  ])('is the text after Bearer', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Basic abc',
    'Bearer a b',
    'Bearer abc\r\nx: y',
    ' Bearer abc',
    'Bearer abc,def',
    `Bearer ${'a'.repeat(4_097)}`,
  ])('is undefined for %j', (header) => {
    expect(bearerToken(header)).toBeUndefined();
  });
});
