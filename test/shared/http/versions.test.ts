import { expect, test } from 'vitest';
import { etagOf, versionIn } from '../../../shared/http/versions.ts';

test('a version comes back from its own tag', () => {
  for (const version of [0, 1, 12_345]) expect(versionIn(etagOf(version))).toBe(version);
});

test('no header, no version', () => {
  expect(versionIn(undefined)).toBeUndefined();
});

test.each(['*', '3', 'W/"3"', '"3", "4"', '"-1"', '"1e3"', '"x"', '', '"9999999999999999"'])(
  'If-Match: %s is refused',
  (tag) => {
    expect(() => versionIn(tag)).toThrow(expect.objectContaining({ problem: 'INVALID_REQUEST' }));
  },
);
