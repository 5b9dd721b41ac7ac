import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_BODY_BYTES, parseJsonBody } from '../../../shared/http/json-body.ts';
import { problemOf } from '../../../shared/ports/problems.ts';
import { check } from '../../support/seed.ts';

const JSON_TYPE = 'application/json';

const codeOf = (body: string, isBase64 = false, contentType: string | undefined = JSON_TYPE): string => {
  try {
    parseJsonBody(body, isBase64, contentType);
    return 'parsed';
  } catch (thrown) {
    return problemOf(thrown).problem;
  }
};

test('an absent or empty body is undefined', () => {
  expect(parseJsonBody(undefined, false, undefined)).toBeUndefined();
  expect(parseJsonBody('', false, undefined)).toBeUndefined();
});

test('JSON comes back as it was sent, in Base64 too', () => {
  check(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.boolean(), (value, asBase64) => {
      const text = JSON.stringify(value);
      const body = asBase64 ? Buffer.from(text).toString('base64') : text;
      expect(parseJsonBody(body, asBase64, 'application/json; charset=utf-8')).toEqual(JSON.parse(text));
    }),
  );
});

describe('what is refused', () => {
  test.each([
    ['a large body', `"${'x'.repeat(MAX_BODY_BYTES)}"`, 'BODY_TOO_LARGE'],
    ['a large body that is not even JSON', 'x'.repeat(MAX_BODY_BYTES + 1), 'BODY_TOO_LARGE'],
    ['no JSON', '{"a":', 'BODY_NOT_JSON'],
    ['half of a surrogate pair', String.raw`{"reason":["\ud800 "]}`, 'BODY_NOT_JSON'],
    ['half of a surrogate pair in a name', String.raw`{"a":{"\uDFFF":1}}`, 'BODY_NOT_JSON'],
    ['thousands of levels', '['.repeat(40_000), 'BODY_TOO_DEEP'],
    ['levels of objects', `${'{"a":'.repeat(17)}1${'}'.repeat(17)}`, 'BODY_TOO_DEEP'],
  ])('%s', (_, body, code) => {
    expect(codeOf(body)).toBe(code);
  });

  test.each(['text/plain', 'application/jsonp', 'application/x-www-form-urlencoded', ''])(
    'content type "%s"',
    (type) => {
      expect(codeOf('{}', false, type)).toBe('UNSUPPORTED_MEDIA_TYPE');
    },
  );

  test('bytes that are not UTF-8', () => {
    expect(codeOf(Buffer.from([0x22, 0xff, 0x22]).toString('base64'), true)).toBe('BODY_NOT_JSON');
  });
});

test('a whole surrogate pair is a character, and what only looks like half of one is text', () => {
  expect(parseJsonBody(String.raw`["\ud83d\udc3c","\\ud800"]`, false, JSON_TYPE)).toEqual(['🐼', '\\ud800']);
});

test('brackets inside of strings are no levels', () => {
  expect(parseJsonBody(JSON.stringify({ text: '[{'.repeat(100), quote: '\\"[[' }), false, JSON_TYPE)).toEqual(
    {
      text: '[{'.repeat(100),
      quote: '\\"[[',
    },
  );
});

test('a body that cannot be parsed is not quoted', () => {
  expect(() => parseJsonBody('secret-token', false, JSON_TYPE)).toThrow(/cannot be parsed/);
  expect(() => parseJsonBody('secret-token', false, JSON_TYPE)).not.toThrow(/secret/);
});
